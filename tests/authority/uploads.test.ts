/** Files that pupils sent as answers: sealed like any answer, read by two persons, written without anything that runs. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { approve } from '../../apps/authority/src/roles/approvals.ts';
import { giveRole } from '../../apps/authority/src/roles/roles.ts';
import { endOf, uploadsSubject, writeUploads } from '../../apps/authority/src/uploads/write-uploads.ts';
import { pupilsOf, sit } from './simulated-people.ts';

const POSTER = `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="affiche" title="Une affiche" adaptive="false" time-dependent="false" xml:lang="fr">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="file"/>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" external-scored="human"/>
  <qti-item-body>
    <qti-rubric-block use="scoring" view="scorer"><qti-content-body><p>Lisible : 1 point.</p></qti-content-body></qti-rubric-block>
    <qti-upload-interaction response-identifier="RESPONSE" type="image/*"><qti-prompt>Envoie ton affiche.</qti-prompt></qti-upload-interaction>
  </qti-item-body>
</qti-assessment-item>`;
/** First bytes of a JPEG, and noise. */
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(17_000, 0x5a)]);

let small: SmallCampaign;
beforeEach(async () => {
  small = await startSmallCampaign({
    maths: { affiche: POSTER },
    campaign: (yaml) =>
      yaml
        .replace('items: [m1, m2, m3, m4]', 'items: [m1, m2, m3, m4, affiche]')
        .replace(
          'reports: continuous',
          'reports: continuous\nuploads: { maxBytes: 18000, types: ["image/*"] }',
        ),
  });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
});
afterEach(() => small.close());

const serve = () => serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });
const url = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;

test('they are written by order number, whole, with an end that their bytes bear out, and journaled without a name', async () => {
  const pupils = await pupilsOf(small);
  const [anna, bilal, chloe] = ['Anna', 'Bilal', 'Chloé'].map((name) => pupils.get(name)!);
  await sit(small, anna!, { m1: 'B', affiche: url('image/jpeg', JPEG) });
  // A browser that lies about its type, and one that sent nothing.
  await sit(small, bilal!, { m1: 'B', affiche: url('image/png', Buffer.from('<html><script>')) });
  await sit(small, chloe!, { m1: 'B' });
  await serve();
  const out = join(small.folder, 'affiches');
  expect(writeUploads(small.campaign, 'affiche', out)).toEqual({ files: 2, bytes: JPEG.length + 14 });
  const names = readdirSync(out).toSorted();
  expect(names).toEqual([`${anna!.orderNumber}.jpg`, `${bilal!.orderNumber}.bin`, 'index.csv'].toSorted());
  expect(readFileSync(join(out, `${anna!.orderNumber}.jpg`)).equals(JPEG)).toBe(true);
  for (const name of names) expect(statSync(join(out, name)).mode & 0o177).toBe(0);
  const lines = [...journalLines(small.vault)].join('\n');
  expect(lines).toContain('"items.files"');
  expect(lines).not.toContain(anna!.orderNumber);
  // What was written before is not written over.
  expect(() => writeUploads(small.campaign, 'affiche', out)).toThrowError(
    expect.objectContaining({ code: 'uploads-folder' }),
  );
  expect(() => writeUploads(small.campaign, 'autre', out)).toThrowError(
    expect.objectContaining({ code: 'uploads-item' }),
  );
  // Killed before the index, it is finished by the same command; another's file is not replaced.
  rmSync(join(out, 'index.csv'));
  rmSync(join(out, `${bilal!.orderNumber}.bin`));
  expect(writeUploads(small.campaign, 'affiche', out).files).toBe(2);
  expect(readdirSync(out).toSorted()).toEqual(names.toSorted());
  rmSync(join(out, 'index.csv'));
  writeFileSync(join(out, `${anna!.orderNumber}.jpg`), 'of another run');
  expect(() => writeUploads(small.campaign, 'affiche', out)).toThrowError(
    expect.objectContaining({ code: 'uploads-folder' }),
  );
});

test('a file beyond what the item allows, or none at all, sets the record apart and is not read', async () => {
  const pupils = await pupilsOf(small);
  await sit(small, pupils.get('Anna')!, { m1: 'B', affiche: url('image/jpeg', Buffer.alloc(18_200, 1)) });
  await sit(small, pupils.get('Bilal')!, { m1: 'B', affiche: 'https://example.org/a.jpg' });
  await serve();
  expect(writeUploads(small.campaign, 'affiche', join(small.folder, 'a')).files).toBe(0);
});

test('once roles are given, they are read by two persons only', async () => {
  const { vault, campaign } = small;
  giveRole(vault, campaign.actor, campaign.actor.who, 'custodian');
  const out = join(small.folder, 'affiches');
  const before = join(small.folder, 'before');
  mkdirSync(before);
  writeFileSync(join(before, 'index.csv'), '');
  // Said before anybody else is asked.
  expect(() => writeUploads(campaign, 'affiche', before)).toThrowError(
    expect.objectContaining({ code: 'uploads-folder' }),
  );
  expect(() => writeUploads(campaign, 'affiche', out)).toThrowError(
    expect.objectContaining({ code: 'approval-missing' }),
  );
  expect(existsSync(out)).toBe(false);
  const other = { who: 'autre', now: campaign.actor.now };
  giveRole(vault, campaign.actor, 'autre', 'agent');
  approve(vault, other, 'read-sitting', uploadsSubject(NAME, 'affiche'));
  expect(writeUploads(campaign, 'affiche', out).files).toBe(0);
});

test('the end of a name is one that nothing runs', () => {
  const drawing = (inside: string) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${inside}</svg>`);
  expect(endOf('image/svg+xml', drawing('<path d="M0 0"/>'))).toBe('svg');
  expect(endOf('image/svg+xml', drawing('<script>1</script>'))).toBe('bin');
  expect(endOf('application/pdf', Buffer.from('%PDF-1.7'))).toBe('pdf');
  expect(endOf('text/plain', Buffer.from('bonjour'))).toBe('txt');
  for (const type of ['text/html', 'application/x-msdownload', 'toString', 'application/octet-stream'])
    expect(endOf(type, Buffer.from('MZ'))).toBe('bin');
});

test('a picture that would be gigabytes on the computer of who scores it is no picture by its name', () => {
  const png = (width: number, height: number) => {
    const bytes = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008060000000000000000', 'hex');
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  const gif = Buffer.from('GIF89a\xff\xff\xff\xff\0\0\0', 'latin1');
  expect(endOf('image/png', png(1_600, 1_200))).toBe('png');
  expect(endOf('image/png', png(60_000, 60_000))).toBe('bin');
  expect(endOf('image/gif', gif)).toBe('bin');
});
