/** `verify site` under lies: whatever a browser would be given instead of the published files is named. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MadeUpSite, SITE_PATH } from '../../../apps/authority/src/verify/made-up-site.test.fixture.ts';
import { sitePagesOf } from '../../../apps/authority/src/verify/site-pages.ts';
import { type SiteFault, verifySite } from '../../../apps/authority/src/verify/verify-site.ts';
import { PLANTED } from '../../simulate/lies/alter-json.ts';
import { refusalOf } from './own-words.ts';
import type { Play } from './plays.ts';
import { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

const ANSWER_MS = 400;
const HONEST_MS = 120_000;
/** A fault shows a header as it came: so much of it. */
const LONGEST_DETAIL = 20_000;
const PATHS = ['', 'assets/page-1a2b3c4d.js', 'assets/style-1a2b3c4d.css', 'service-worker.js', 'ecole/'];

export class SiteReader implements Reader {
  readonly name = 'site';
  readonly routes = ['page', 'assets', 'service-worker.js', 'app.webmanifest', 'ecole', 'preparer'];
  readonly host: RawHost;
  readonly #site: MadeUpSite;
  readonly #server: Server;

  private constructor(site: MadeUpSite, server: Server, host: RawHost) {
    this.#site = site;
    this.#server = server;
    this.host = host;
  }

  static async start(): Promise<SiteReader> {
    const site = new MadeUpSite();
    const server = createServer((request, response) => site.answer(request, response, null));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new SiteReader(site, server, await RawHost.start(() => `http://127.0.0.1:${port}/`));
  }

  async honest(): Promise<void> {
    const faults = await this.#check(HONEST_MS);
    if (faults.length > 0) throw new Wrong(`an honest site: ${JSON.stringify(faults)}`);
  }

  async play(play: Play): Promise<void> {
    this.host.tell(play);
    const faults: SiteFault[] = [];
    const check = this.#check(ANSWER_MS).then((found) => faults.push(...found));
    const refusal = await within('a check', refusalOf(check));
    if (refusal !== null && refusal.code !== 'site-unreachable') throw new Wrong(`refused: ${refusal.code}`);
    for (const { detail } of faults) {
      if (detail.length > LONGEST_DETAIL) throw new Wrong(`a fault of ${detail.length} characters`);
      if (detail.includes(PLANTED) && !/^[a-z-]+: /.test(detail))
        throw new Wrong(`words of the host: ${detail}`);
    }
    // Another client than the one that was checked: what it is given is altered, or was told of.
    const isFine = refusal === null && faults.length === 0;
    const altered = isFine ? await this.#alteredPath() : null;
    this.host.beHonest();
    if (altered !== null) throw new Wrong(`no fault, and ${altered} is not the published file`);
    await this.honest();
  }

  async close(): Promise<void> {
    await this.host.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#site.remove();
  }

  #check(answerMs: number): Promise<readonly SiteFault[]> {
    const address = new URL(SITE_PATH, this.host.url).href;
    return verifySite({ address, pages: sitePagesOf(this.#site.folder), answerMs, random: () => 0 });
  }

  async #alteredPath(): Promise<string | null> {
    for (const path of PATHS) {
      const file =
        path === '' ? 'pupil/index.html' : path === 'ecole/' ? 'school/index.html' : `pupil/${path}`;
      const given = await fetch(new URL(SITE_PATH + path, this.host.url), { redirect: 'manual' })
        .then(async (response) => `${response.status} ${await response.text()}`)
        .catch(() => null);
      if (given !== null && given !== `200 ${this.#site.files[file]}`) return path;
    }
    return null;
  }
}
