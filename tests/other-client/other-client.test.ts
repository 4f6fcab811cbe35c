/** The protocol's pages are enough to write a client: one in Python sits a test, and its answers are scored. */
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveReserve, publishCampaign } from '@cloison/authority';
import { fixedAuthority, Session } from '@cloison/client';
import { type PupilBody, parseClassReport, parseKeyring, parseTicket } from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journalLinesOf } from '../../apps/authority/src/journal/journal.ts';
import { answersOf } from '../../examples/src/answers.ts';
import { computer, signIn } from '../../scripts/demo/simulated-person.ts';
import { type LivingCampaign, slipsOf, startExample } from '../life/living-campaign.ts';

/** Debian's: the libraries are its packages. */
const PYTHON = '/usr/bin/python3';
const CLIENT = join(import.meta.dirname, '../../examples/other-client');
const VECTORS = ['protocol-1.json', 'protocol-2.json'].map((file) =>
  join(import.meta.dirname, '../../packages/protocol/vectors', file),
);

describe('a client in Python, written from the protocol’s pages', () => {
  let campaign: LivingCampaign;
  beforeAll(async () => {
    campaign = await startExample('6e', { serveEveryMs: null });
  });
  afterAll(async () => campaign.close());

  it('agrees with every test vector', () => {
    const said = execFileSync(PYTHON, [join(CLIENT, 'vectors.py'), ...VECTORS], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({ compared: 40 });
  });

  it('sits every sequence of a pupil; the authority scores it, and its receipts are the teacher’s', async () => {
    const table = answersOf('6e');
    const answers = join(campaign.folder, 'answers.json');
    writeFileSync(
      answers,
      JSON.stringify(
        Object.fromEntries(Object.entries(table.items).map(([id, { correct }]) => [id, correct])),
      ),
    );
    const slips = slipsOf(campaign, '6B');
    const pupil = slips.pupils[0]!;
    const origin = campaign.platform.url;
    const said = await promisify(execFile)(PYTHON, [
      join(CLIENT, 'sit.py'),
      ...['--origin', origin, '--campaign', campaign.open.name],
      ...['--code', pupil.code!, '--answers', answers],
    ]);
    const sittings = JSON.parse(said.stdout) as readonly { sequence: string; receipt: string }[];
    expect(sittings.map(({ sequence }) => sequence)).toEqual(['francais', 'maths']);

    await campaign.pass();
    const desk = computer(origin, campaign.open.name);
    const teacher = await signIn(desk, slips.teachers[0]!.code, 'staff');
    const { classes, authority } = (await teacher.document('keyring', parseKeyring))!.value;
    const group = await Session.fromRoot(fromBase64Url(classes[0]!.root), desk, fixedAuthority(authority));
    const report = (await group.document('report/class', parseClassReport))!.value;
    const own = report.pupils.find(({ orderNumber }) => orderNumber === pupil.orderNumber)!;
    for (const { sequence, receipt } of sittings)
      expect(own.sequences[sequence]).toEqual({ state: 'complete', receipt });
    // And a reader of signed documents says the same as the school's page.
    const read = await promisify(execFile)(PYTHON, [
      join(CLIENT, 'read_class.py'),
      ...['--origin', origin, '--campaign', campaign.open.name, '--code', slips.teachers[0]!.code],
    ]);
    const [told] = JSON.parse(read.stdout) as readonly {
      pupils: readonly string[];
      receipts: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }[];
    expect(told?.pupils).toContain(pupil.orderNumber);
    expect(told?.receipts[pupil.orderNumber]).toEqual(
      Object.fromEntries(sittings.map(({ sequence, receipt }) => [sequence, receipt])),
    );
    const maxima = Object.fromEntries(report.domains.map(({ id, maxScore }) => [id, maxScore]));
    expect(Object.keys(own.domains).length).toBeGreaterThan(0);
    for (const [domain, result] of Object.entries(own.domains))
      expect([domain, result?.score]).toEqual([domain, maxima[domain]]);
  });

  /** As a browser: every answer of `francais` saved, in two steps, and not ended. */
  async function answerInBrowser(code: string): Promise<void> {
    const session = await signIn(computer(campaign.platform.url, campaign.open.name), code, 'pupil');
    const ticket = (await session.document('ticket', parseTicket))!.value;
    const { booklet } = ticket.sequences.find(({ id }) => id === 'francais')!;
    const { items } = answersOf('6e');
    const bodyOf = (seen: readonly string[]): PupilBody => ({
      v: 1,
      items: Object.fromEntries(
        seen.map((id) => [id, { responses: writable(items[id]!.correct), ms: 1000, visits: 1 }]),
      ),
      position: seen.length - 1,
      elapsedMs: seen.length * 1000,
      seed: ticket.seed,
      route: [],
      routed: null,
      manifest: ticket.manifest,
      app: 'test',
      final: false,
    });
    const { writer } = await session.writer('francais', campaign.open.manifest.ceilings.francais!);
    for (const seen of [booklet.slice(0, 3), booklet]) {
      await writer.save(bodyOf(seen));
      await writer.settled();
    }
    expect(writer.state.kind).toBe('saved');
    writer.stop();
  }

  async function sitByPython(
    code: string,
    at = campaign,
  ): Promise<readonly { sequence: string; receipt: string | null }[]> {
    const none = join(at.folder, 'none.json');
    writeFileSync(none, '{}');
    const { stdout } = await promisify(execFile)(PYTHON, [
      join(CLIENT, 'sit.py'),
      ...['--origin', at.platform.url, '--campaign', at.open.name],
      ...['--code', code, '--answers', none],
    ]);
    return JSON.parse(stdout) as readonly { sequence: string; receipt: string | null }[];
  }

  /** Score of each domain of a pupil, and the most there is. */
  async function scoresOf(orderNumber: string) {
    await campaign.pass();
    const desk = computer(campaign.platform.url, campaign.open.name);
    const teacher = await signIn(desk, slipsOf(campaign, '6B').teachers[0]!.code, 'staff');
    const { classes, authority } = (await teacher.document('keyring', parseKeyring))!.value;
    const group = await Session.fromRoot(fromBase64Url(classes[0]!.root), desk, fixedAuthority(authority));
    const report = (await group.document('report/class', parseClassReport))!.value;
    const own = report.pupils.find((one) => one.orderNumber === orderNumber)!;
    const ofFrancais = new Set(
      campaign.open.manifest.domains.filter(({ sequence }) => sequence === 'francais').map(({ id }) => id),
    );
    return {
      receipt: own.sequences.francais?.receipt,
      scores: Object.entries(own.domains).flatMap(([id, result]) =>
        ofFrancais.has(id) ? [result?.score] : [],
      ),
      maxima: report.domains.flatMap(({ id, maxScore }) => (ofFrancais.has(id) ? [maxScore] : [])),
    };
  }

  it('goes on from what a browser has saved, as a state that follows it', async () => {
    const pupil = slipsOf(campaign, '6B').pupils[1]!;
    await answerInBrowser(pupil.code!);
    await campaign.pass();
    const [francais] = await sitByPython(pupil.code!);
    const { receipt, scores, maxima } = await scoresOf(pupil.orderNumber);
    expect(receipt).toBe(francais!.receipt);
    expect(scores).toEqual(maxima);
    expect(journalLinesOf(campaign.open.vault, 'platform.incident')).toEqual([]);
  });

  it('goes on under a new code from what the ticket brings', async () => {
    const pupil = slipsOf(campaign, '6B').pupils[2]!;
    await answerInBrowser(pupil.code!);
    await campaign.pass();
    const { code } = giveReserve(campaign.open, pupil.orderNumber, 'lost');
    await publishCampaign(campaign.open, campaign.desk.keys, { platform: campaign.platform.url });
    const [francais] = await sitByPython(code);
    const { receipt, scores, maxima } = await scoresOf(pupil.orderNumber);
    expect(receipt).toBe(francais!.receipt);
    expect(scores).toEqual(maxima);
  });

  it('saves nothing of an adaptive sequence, which it does not know how to sit', async () => {
    const adaptive = await startExample('6e-adaptatif', { serveEveryMs: null });
    try {
      const { code } = slipsOf(adaptive, '6B').pupils[0]!;
      const sat = sitByPython(code!, adaptive);
      await expect(sat).rejects.toThrow('NotSupported');
      const { records } = await (
        await signIn(computer(adaptive.platform.url, adaptive.open.name), code!, 'pupil')
      ).me();
      expect(records).toEqual([]);
    } finally {
      await adaptive.close();
    }
  });
});

const writable = (responses: Readonly<Record<string, string | readonly string[]>>) =>
  Object.fromEntries(
    Object.entries(responses).map(([id, value]) => [id, typeof value === 'string' ? value : [...value]]),
  );
