/** For tests: a small valid campaign folder (a level by entry, one online) and rosters, with names of nobody. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const QTI = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"';

export function choiceItem(id: string, correct = 'b'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item ${QTI} identifier="${id}" title="Item ${id}" adaptive="false" time-dependent="false" xml:lang="fr">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>${correct}</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="1">
    <qti-default-value><qti-value>0</qti-value></qti-default-value>
  </qti-outcome-declaration>
  <qti-item-body>
    <p>Question ${id}</p>
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
      <qti-prompt>Choisis.</qti-prompt>
      <qti-simple-choice identifier="a">Un</qti-simple-choice>
      <qti-simple-choice identifier="b">Deux</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>
`;
}

export function manifestXml(ids: readonly string[]): string {
  const resources = ids.map(
    (id) =>
      `    <resource identifier="${id}" type="imsqti_item_xmlv3p0" href="items/${id}.xml"><file href="items/${id}.xml"/></resource>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="paquet">
  <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
  <organizations/>
  <resources>
${resources.join('\n')}
  </resources>
</manifest>
`;
}

export const SAMPLE_SPEC = `campaign: essai-2026
title: { fr: "Évaluation d'essai", en: "Trial evaluation" }
year: 2026
address: https://evaluation.example/
levels:
  - { id: cp, title: { fr: CP, en: CP }, mode: entry }
  - { id: 6e, title: { fr: Sixième, en: Sixth }, mode: online }
sequences:
  - id: francais-cp
    level: cp
    title: { fr: Français, en: French }
    package: francais-cp
    exercises:
      - id: lettres
        title: { fr: Lettres, en: Letters }
        items: [l1, l2, l3]
  - id: francais
    level: 6e
    title: { fr: Français, en: French }
    package: francais
    minutes: 30
domains:
  - id: lettres
    level: cp
    sequence: francais-cp
    title: { fr: Lettres, en: Letters }
    sentence: { fr: "Connaître les lettres.", en: "Knowing letters." }
    items: [l1, l2, l3]
    thresholds: [1, 2]
    testSpecific: true
  - id: comprendre
    level: 6e
    sequence: francais
    title: { fr: Comprendre, en: Understanding }
    sentence: { fr: "Comprendre un texte.", en: "Understanding a text." }
    items: [f1, f2]
    thresholds: [1, 2]
accommodations:
  - { id: tiers-temps, title: { fr: "Tiers temps", en: "Extra time" }, time: 1.3333 }
  - { id: dys, title: { fr: "Police adaptée", en: "Dyslexia type" }, font: opendyslexic }
`;

export const SAMPLE_CALENDAR = `areas:
  - { id: 1, zone: Indian/Reunion, title: { fr: La Réunion, en: Réunion }, departements: ["974"] }
  - { id: 0, zone: Europe/Paris, title: { fr: Métropole, en: Mainland }, departements: ["*"] }
sequences:
  francais-cp: { opens: 2026-09-07T08:00, closes: 2026-09-25T18:00 }
  francais: { opens: 2026-09-14T08:00, closes: 2026-09-25T18:00, areas: { 1: { opens: 2026-09-15T08:00, closes: 2026-09-25T18:00 } } }
documents:
  ticket:        { opens: 2026-09-01T08:00, closes: 2026-09-25T18:00 }
  keyring:       { opens: 2026-08-25T08:00, closes: 2026-10-30T18:00 }
  roster:        { opens: 2026-08-25T08:00, closes: 2026-10-30T18:00 }
  slips:         { opens: 2026-09-01T08:00, closes: 2026-09-25T18:00 }
  participation: { opens: 2026-08-25T08:00, closes: 2026-10-30T18:00 }
  report:        { opens: 2026-09-07T08:00, closes: 2026-10-30T18:00 }
`;

/** Writes the folder and returns its path. */
export function writeSampleCampaign(folder: string): string {
  for (const [name, ids] of [
    ['francais-cp', ['l1', 'l2', 'l3']],
    ['francais', ['f1', 'f2']],
  ] as const) {
    mkdirSync(join(folder, name, 'items'), { recursive: true });
    writeFileSync(join(folder, name, 'imsmanifest.xml'), manifestXml(ids));
    for (const id of ids) writeFileSync(join(folder, name, 'items', `${id}.xml`), choiceItem(id));
  }
  writeFileSync(join(folder, 'campaign.yaml'), SAMPLE_SPEC);
  writeFileSync(join(folder, 'calendar.yaml'), SAMPLE_CALENDAR);
  return folder;
}
