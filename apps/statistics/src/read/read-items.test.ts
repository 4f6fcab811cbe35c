import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readItemFolder } from './read-items.ts';

const ITEM = `<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="un" title="Un" adaptive="false" time-dependent="false" xml:lang="fr">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-simple-choice identifier="A">a</qti-simple-choice><qti-simple-choice identifier="B">b</qti-simple-choice></qti-choice-interaction></qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct"/>
</qti-assessment-item>`;

it('reads regular files alone: a folder may bear the name of an item, a pipe or a device never ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'items-'));
  try {
    writeFileSync(join(folder, 'un.xml'), ITEM);
    writeFileSync(join(folder, 'a.png'), 'a picture');
    mkdirSync(join(folder, 'dossier.xml'));
    mkdirSync(join(folder, 'dossier.png'));
    const read = readItemFolder(folder);
    expect(() => read.picture('dossier.png')).not.toThrow();
    execFileSync('mkfifo', [join(folder, 'tube.xml'), join(folder, 'tube.png')]);
    symlinkSync('/dev/zero', join(folder, 'sans-fin.xml'));
    symlinkSync('/dev/zero', join(folder, 'sans-fin.png'));
    const again = readItemFolder(folder);
    expect([...again.items.keys()]).toEqual(['un']);
    for (const name of ['dossier.png', 'tube.png', 'sans-fin.png', 'absent.png'])
      expect([name, again.picture(name)]).toEqual([name, null]);
    expect(again.picture('a.png')).toBe(`data:image/png;base64,${btoa('a picture')}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
