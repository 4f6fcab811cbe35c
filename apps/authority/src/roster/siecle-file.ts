/**
 * SIECLE's export “Élèves sans adresses” of one secondary school: XML, most often in ISO-8859-15. `PARAMETRES/UAJ` is the
 * UAI; `ELEVE` has the facts, with the formation in `CODE_MEF`; the class is the structure of type D that
 * `STRUCTURES_ELEVE` gives to the same `ELEVE_ID`, further down. `SCOLARITE_AN_DERNIER` repeats names of last year: only
 * direct children of `ELEVE` count. Sources: docs/rosters.md.
 */
import type { Position } from '@cloison/command/problem';
import { SaxesParser } from 'saxes';
import { uaiForm } from '../geography/uai.ts';
import { checkEncoding, checkedPieces } from './encoding.ts';
import { fileHead } from './file-pieces.ts';
import { levelOf, type PupilReading, readExportedPupil } from './pupil-reading.ts';
import type { RosterFile } from './read-roster.ts';
import { Cells, isoDate, MAX_TEXT, type RosterRow } from './roster-cells.ts';

/** A school has some hundred kilobytes of them. */
const MAX_MEGABYTES = 64;
const ENCODINGS = ['utf-8', 'iso-8859-1', 'iso-8859-15', 'windows-1252', 'us-ascii'];

/** The first three digits of a MEF (module élémentaire de formation) are the formation. SEGPA, CAP and others: `--level`. */
const LEVELS_BY_MEF: Readonly<Record<string, string>> = {
  '100': '6e',
  '101': '5e',
  '102': '4e',
  '103': '3e',
  '200': '2de',
  '201': '1re',
  '202': 'tle',
};

const FIELDS = [
  'ID_NATIONAL',
  'INE_RNIE',
  'NOM_DE_FAMILLE',
  'NOM',
  'NOM_USAGE',
  'PRENOM',
  'DATE_NAISS',
  'CODE_SEXE',
  'CODE_MEF',
  'DATE_ENTREE',
  'DATE_SORTIE',
] as const;
type Field = (typeof FIELDS)[number];
type Column = Field | 'CODE_STRUCTURE';

interface Eleve {
  readonly id: string;
  readonly start: Position;
  readonly cells: Map<Column, string>;
  readonly places: Map<Column, Position>;
}

interface Export {
  uai: { readonly text: string; readonly at: Position } | null;
  readonly eleves: Eleve[];
  /** Class by ELEVE_ID. */
  readonly classes: Map<string, { readonly label: string; readonly at: Position }>;
}

export async function readSiecleFile(file: RosterFile, reading: PupilReading): Promise<void> {
  const { problems, leftOut, knownSchools, seen, today } = reading;
  const found = await parse(file, reading);
  if (found === null) return;
  const uaiAt = found.uai?.at ?? { line: 1, column: 1 };
  const uai = uaiForm(found.uai?.text ?? '');
  if (uai === null) {
    problems.add('uai-form', file.name, uaiAt, { uai: (found.uai?.text ?? '').slice(0, 20) });
    return;
  }
  seen.ofSchool(uai);
  let isReported = knownSchools === null || knownSchools.has(uai);
  let isClassless = false;
  for (const eleve of found.eleves) {
    const cell = (field: Field) => eleve.cells.get(field) ?? '';
    const leave = (reason: 'departed' | 'level' | 'no-class', value = '') =>
      leftOut.add(reason, file.name, eleve.start, value);
    const left = isoDate(cell('DATE_SORTIE'));
    if (left !== '' && left < today) {
      leave('departed');
      continue;
    }
    const mef = cell('CODE_MEF');
    const level =
      levelOf(reading, mef) ??
      [...reading.levelWords.keys(), mef.slice(0, 3)]
        .filter((prefix) => prefix !== '' && mef.startsWith(prefix))
        .map((prefix) => levelOf(reading, prefix, LEVELS_BY_MEF))
        .find((one) => one !== null) ??
      null;
    if (level === null) {
      leave('level', mef);
      continue;
    }
    if (!isReported) problems.add('uai-unknown', file.name, uaiAt, { uai });
    isReported = true;
    const group = found.classes.get(eleve.id);
    if (found.classes.size === 0) {
      if (!isClassless) problems.add('siecle-structures', file.name, eleve.start);
      isClassless = true;
      continue;
    }
    if (group === undefined || group.label === '') {
      leave('no-class');
      continue;
    }
    eleve.cells.set('CODE_STRUCTURE', group.label);
    eleve.places.set('CODE_STRUCTURE', group.at);
    const row: RosterRow<Column> = {
      cells: Object.fromEntries(eleve.cells),
      line: eleve.start.line,
      at: (column) => eleve.places.get(column) ?? eleve.start,
    };
    const label = new Cells<Column>(row, file.name, problems).text('CODE_STRUCTURE', MAX_TEXT);
    if (label === null) continue;
    const since = /^\d{4}-\d\d-\d\d$/.exec(isoDate(cell('DATE_ENTREE')))?.[0] ?? null;
    const columns = {
      ine: cell('ID_NATIONAL') === '' ? 'INE_RNIE' : 'ID_NATIONAL',
      lastName: cell('NOM_DE_FAMILLE') === '' ? 'NOM' : 'NOM_DE_FAMILLE',
      usualName: 'NOM_USAGE',
      firstName: 'PRENOM',
      birthDate: 'DATE_NAISS',
      sex: 'CODE_SEXE',
      sexCodes: { '1': 'M', '2': 'F' },
    } as const;
    readExportedPupil<Column>(reading, row, columns, {
      ...{ file: file.name, uai, label, level, since, oneSchool: true },
    });
  }
}

/** Null: reported. */
async function parse(file: RosterFile, { problems }: PupilReading): Promise<Export | null> {
  const { name } = file;
  if (file.encoding.bytes > MAX_MEGABYTES * 1_000_000) {
    problems.add('file-large', name, { line: 0, column: 0 }, { max: MAX_MEGABYTES });
    return null;
  }
  const encoding = statedEncoding(file.path);
  if (!ENCODINGS.includes(encoding)) {
    const values = { encoding: encoding.slice(0, 30), expected: ENCODINGS.join(', ') };
    problems.add('xml-encoding', name, { line: 1, column: 1 }, values);
    return null;
  }
  if (encoding === 'utf-8' && file.encoding.decode !== 'utf-8') {
    // With every place; read in another encoding names would be wrong.
    await checkEncoding(file.path, name, problems);
    return null;
  }
  const found: Export = { uai: null, eleves: [], classes: new Map() };
  const parser = new SaxesParser({ xmlns: false });
  const path: string[] = [];
  let broken = false;
  let eleve: Eleve | null = null;
  let owner = '';
  let structure: { code: string; at: Position; type: string } | null = null;
  let text = '';
  let at: Position = { line: 1, column: 1 };
  const here = (): Position => ({ line: parser.line, column: parser.columnIndex + 1 });
  const fail = (code: XmlFault | 'xml-root', values: Readonly<Record<string, string>>) => {
    if (!broken) problems.add(code, name, here(), values);
    broken = true;
  };
  parser.on('error', ({ message }) => fail(...xmlFault(message)));
  parser.on('opentag', (tag) => {
    // Whatever prefix its namespace has.
    const local = tag.name.slice(tag.name.indexOf(':') + 1);
    if (path.length === 0 && local !== 'BEE_ELEVES') fail('xml-root', { found: tag.name.slice(0, 40) });
    path.push(local);
    text = '';
    at = here();
    if (local === 'ELEVE' && path.at(-2) === 'ELEVES') {
      eleve = { id: tag.attributes.ELEVE_ID ?? '', start: at, cells: new Map(), places: new Map() };
    }
    if (local === 'STRUCTURES_ELEVE') owner = tag.attributes.ELEVE_ID ?? '';
    if (local === 'STRUCTURE') structure = { code: '', at, type: '' };
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('cdata', (more) => {
    text += more;
  });
  parser.on('closetag', () => {
    const tag = path.pop();
    const parent = path.at(-1);
    const value = text.trim().normalize('NFC');
    text = '';
    if (tag === 'UAJ' && parent === 'PARAMETRES') found.uai = { text: value, at };
    else if (tag === 'ELEVE' && eleve !== null) {
      found.eleves.push(eleve);
      eleve = null;
    } else if (parent === 'ELEVE' && eleve !== null && isField(tag)) {
      eleve.cells.set(tag, value);
      eleve.places.set(tag, at);
    } else if (parent === 'STRUCTURE' && structure !== null) {
      if (tag === 'CODE_STRUCTURE') structure = { ...structure, code: value, at };
      if (tag === 'TYPE_STRUCTURE') structure = { ...structure, type: value };
    } else if (tag === 'STRUCTURE' && structure?.type === 'D' && owner !== '') {
      found.classes.set(owner, { label: structure.code, at: structure.at });
    }
  });
  // An editor that saved the file in UTF-8 and left the declaration as it was: other encodings are not UTF-8 by chance.
  const decoder = new TextDecoder(file.encoding.decode === 'utf-8' ? 'utf-8' : encoding);
  for await (const chunk of checkedPieces(file)) {
    if (broken) break;
    parser.write(decoder.decode(chunk, { stream: true }));
  }
  if (!broken) parser.close();
  return broken ? null : found;
}

function isField(tag: string | undefined): tag is Field {
  return FIELDS.some((field) => field === tag);
}

/** Of the XML declaration, in lower case; UTF-8 without one. */
function statedEncoding(path: string): string {
  const head = fileHead(path, 200).toString('latin1');
  return /^(?:ï»¿)?<\?xml[^>]*encoding=["']([^"']+)["']/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
}

type XmlFault = 'xml-broken' | 'xml-unclosed' | 'xml-entity' | 'xml-character';

/** The parser's own words are English, and name its grammar. */
function xmlFault(message: string): readonly [XmlFault, Readonly<Record<string, string>>] {
  const unclosed = /unclosed tag: (\S{1,60})/.exec(message);
  if (unclosed !== null) return ['xml-unclosed', { tag: unclosed[1]! }];
  if (/undefined entity|entity reference/.test(message)) return ['xml-entity', {}];
  return [/disallowed character/.test(message) ? 'xml-character' : 'xml-broken', {}];
}
