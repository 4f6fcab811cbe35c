/** The protocol's pages are enough to write a client: one in Python sits a test, and its answers are scored. */
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fixedAuthority, Session } from '@cloison/client';
import { parseClassReport, parseKeyring } from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
