/** The content of the school's campaign, its manifest, card and calendars. */
import { ceilingFor, type DoubleEntryRule, type Manifest, parseManifest } from '@cloison/protocol';
import { type Bytes, sha256, toHex, utf8 } from '@cloison/protocol/public';
import { parseSequenceContent, type SequenceContent } from '@cloison/qti/delivery';
import type { PlatformClient } from '../../apps/authority/src/platform-link/platform-client.ts';
import { FRENCH_6E, FRENCH_CE1, MATHS_CP, PAGES } from './fixture-content.ts';

import { CAMPAIGN, localised, OPEN, OVER } from './school-class.ts';

/** Publishes content, card and calendars; returns the manifest's hash. */
export async function publishContent(
  authority: PlatformClient,
  rehearsal: boolean,
  french: SequenceContent,
  doubleEntry?: DoubleEntryRule,
): Promise<string> {
  const files: Manifest['files'] = {};
  const uploads: { readonly hash: string; readonly bytes: Bytes; readonly type: string }[] = [];
  const put = async (path: string, bytes: Bytes, type: string) => {
    const hash = toHex(await sha256(bytes));
    uploads.push({ hash, bytes, type });
    files[path] = { hash, bytes: bytes.length, type };
    return hash;
  };
  const contents = [french, MATHS_CP, FRENCH_CE1, FRENCH_6E];
  for (const content of contents) {
    const checked = parseSequenceContent(structuredClone(content));
    await put(`sequences/${content.id}.json`, utf8(JSON.stringify(checked)), 'application/json');
  }
  for (const [path, svg] of Object.entries(PAGES)) await put(path, utf8(svg), 'image/svg+xml');
  const title = localised('Évaluations de CP, CE1 et sixième', 'CP, CE1 and Year 6 assessments');
  const sequence = (content: SequenceContent, level: string, fr: string, en: string) => ({
    id: content.id,
    level,
    title: localised(fr, en),
    minutes: null,
    instructions: null,
    content: `sequences/${content.id}.json`,
    items: content.items.map(({ id }) => id),
  });
  const domain = (
    id: string,
    level: string,
    sequenceId: string,
    titles: readonly [string, string],
    sentence: string,
    items: readonly string[],
    testSpecific = false,
    guidance?: Manifest['domains'][number]['guidance'],
  ) => ({
    id,
    level,
    sequence: sequenceId,
    title: localised(...titles),
    sentence: localised(sentence, sentence),
    items: [...items],
    testSpecific,
    ...(guidance === undefined ? {} : { guidance }),
  });
  const letters = french.exercises![0]!.items;
  const rhymes = french.exercises![1]!.items;
  const online = FRENCH_6E.items.map(({ id }) => id);
  const manifest: Manifest = {
    v: 1,
    campaign: CAMPAIGN,
    title,
    year: 2026,
    rehearsal,
    address: 'https://evaluation.example/',
    levels: [
      {
        id: 'cp',
        title: localised('CP', 'CP'),
        mode: 'entry',
        // As long as a campaign may say it.
        atHome: localised(
          `Lisez-lui une histoire chaque jour. ${'Jouez avec les sons et les nombres. '.repeat(7)}`,
          'Read a story every day.',
        ),
      },
      { id: 'ce1', title: localised('CE1', 'CE1'), mode: 'entry' },
      { id: '6e', title: localised('Sixième', 'Year 6'), mode: 'online' },
    ],
    sequences: [
      sequence(french, 'cp', 'Français', 'French'),
      sequence(MATHS_CP, 'cp', 'Mathématiques', 'Mathematics'),
      sequence(FRENCH_CE1, 'ce1', 'Français', 'French'),
      sequence(FRENCH_6E, '6e', 'Français', 'French'),
    ],
    domains: [
      domain(
        'lettres',
        'cp',
        'francais-cp',
        ['Reconnaître les lettres', 'Letters'],
        'Reconnaître une lettre parmi des lettres qui lui ressemblent.',
        letters,
        true,
      ),
      domain(
        'phonemes',
        'cp',
        'francais-cp',
        ['Manipuler des phonèmes', 'Phonemes'],
        'Distinguer les sons à l’intérieur d’un mot et trouver ceux qui se répètent.',
        rhymes,
        true,
        {
          needs: localised(
            'Frapper les syllabes, puis chercher la rime à l’oral.',
            'Clap, then rhyme aloud.',
          ),
          fragile: localised('Reprendre les rimes avec des images.', 'Rhyme again with pictures.'),
          satisfactory: localised('Faire inventer des comptines.', 'Have pupils make up rhymes.'),
        },
      ),
      domain(
        'fluence',
        'cp',
        'francais-cp',
        ['Lire à voix haute', 'Reading aloud'],
        'Lire des mots connus sans s’arrêter, en une minute.',
        french.items.slice(-1).map(({ id }) => id),
      ),
      domain(
        'nombres',
        'cp',
        'maths-cp',
        ['Écrire des nombres', 'Writing numbers'],
        'Écrire en chiffres un nombre entendu.',
        ['n1', 'n2', 'n3', 'n4'],
      ),
      domain(
        'lecture',
        '6e',
        'francais-6e',
        ['Comprendre un texte', 'Understanding a text'],
        'Trouver dans un texte ce qui y est écrit, et ce qui se devine.',
        online.slice(0, 3),
      ),
      domain(
        'langue',
        '6e',
        'francais-6e',
        ['Étude de la langue', 'Language'],
        'Accorder, conjuguer, choisir le mot juste.',
        online.slice(3),
      ),
    ],
    ceilings: {
      entry: ceilingFor(french.items.length > 50 ? 24_000 : 6_000),
      keyring: 32_768,
      roster: 32_768,
      desk: 32_768,
    },
    ...(doubleEntry === undefined ? {} : { doubleEntry }),
    files,
  };
  const manifestHash = await put(
    'manifest.json',
    utf8(JSON.stringify(parseManifest(manifest))),
    'application/json',
  );
  const names = ['entry', 'desk', 'keyring', 'roster', 'slips', 'participation', 'report'];
  await authority.putCampaign({
    v: 1,
    card: { v: 1, campaign: CAMPAIGN, title, rehearsal, manifest: manifestHash, online: true },
    calendars: [
      Object.fromEntries(names.map((name) => [name, OPEN])),
      Object.fromEntries(names.map((name) => [name, OVER])),
    ],
  });
  for (const { hash, bytes, type } of uploads) await authority.putContent(hash, bytes, type);
  return manifestHash;
}
