/** `cloison qti`: packages of items, outside any campaign. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  defineVerb,
  fileOrFolder,
  fileToWrite,
  folder,
  repeated,
  required,
  type Terminal,
  text,
} from '@cloison/command';
import { type Problem, problemsAsData, renderProblems } from '@cloison/command/problem';
import { writeWhole } from '@cloison/durable-files';
import { QtiProblems, readZip, writePackage } from '@cloison/qti';
import { refuseCampaign } from '../../campaign/refusals.ts';
import { fromQti, readFiles, readFolder, type SequencePackage } from '../../specify/packages.ts';
import { refuseQti } from './qti-refusals.ts';

const verb = defineVerb<Terminal>();
const MODULE = { fr: 'module', en: 'module' };

/** Collects, in order of file and place. */
class Collected {
  readonly list: Problem[] = [];
  push(problem: Problem): void {
    this.list.push(problem);
  }
  add(_code: string, file: string): void {
    const words = { fr: 'fichier trop gros', en: 'file too large' };
    this.list.push({ code: 'package-large', file, line: 0, column: 0, words });
  }
}

function filesOf(path: string, problems: Collected): Map<string, Uint8Array> {
  if (!existsSync(path)) throw refuseCampaign('folder-missing', { path });
  if (statSync(path).isDirectory()) return readFolder(path, basename(path), problems);
  try {
    return readZip(new Uint8Array(readFileSync(path)), basename(path));
  } catch (error) {
    if (!(error instanceof QtiProblems)) throw error;
    for (const problem of error.problems) problems.push(fromQti(problem, null));
    return new Map();
  }
}

function refuse(
  session: Terminal,
  list: readonly Problem[],
  more: Readonly<Record<string, unknown>> = {},
): never {
  session.note(renderProblems(list, session.lang));
  throw refuseQti(
    'package-refused',
    { count: list.length },
    { problems: problemsAsData(list, session.lang), ...more },
  );
}

export const checkVerb = verb({
  name: 'check',
  summary: {
    fr: 'lit un paquet QTI 3.0 : les items acceptés, et pourquoi les autres sont refusés',
    en: 'reads a QTI 3.0 package: the items accepted, and why others are refused',
  },
  arguments: { package: required(fileOrFolder(), { fr: 'dossier ou .zip', en: 'folder or .zip' }) },
  options: {
    module: repeated(text(MODULE), {
      fr: 'module d’interaction sur mesure que les items peuvent charger',
      en: 'module of portable custom interactions that items may load',
    }),
  },
  examples: ['cloison qti check examples/6e/francais', 'cloison qti check items.zip --json'],
  run: async (session, { package: path, module: modules }) => {
    const problems = new Collected();
    const files = filesOf(path, problems);
    const empty: SequencePackage | null =
      problems.list.length > 0 ? null : readFiles(files, basename(path), problems, modules);
    const items = [...(empty?.items ?? [])];
    const errors = items.flatMap(([, item]) => item.errors);
    const warnings = items.flatMap(([, item]) => item.warnings);
    const accepted = items.map(([id, item]) => ({
      id,
      title: item.delivery.title,
      maxScore: item.maxScore,
      fit: item.errors.length === 0,
    }));
    for (const item of accepted) {
      session.print(
        `${item.fit ? '✓' : '✗'} ${item.id.padEnd(24)} ${String(item.maxScore ?? '—').padStart(4)}  ${item.title}`,
      );
    }
    if (warnings.length > 0) session.note(renderProblems(warnings, session.lang));
    const list = [...problems.list, ...errors];
    if (list.length > 0) refuse(session, list, { accepted });
    return { accepted, warnings: problemsAsData(warnings, session.lang) };
  },
});

export const packVerb = verb({
  name: 'pack',
  summary: {
    fr: 'fait un .zip d’un dossier d’items, avec son manifeste s’il n’en a pas',
    en: 'makes a .zip of a folder of items, with its manifest if it has none',
  },
  arguments: { folder: required(folder(), { fr: 'dossier des items', en: 'folder of the items' }) },
  options: {
    out: required(fileToWrite(), { fr: 'le fichier .zip', en: 'the .zip file' }),
  },
  examples: ['cloison qti pack mes-items --out francais.zip'],
  run: async (session, { folder: path, ...options }) => {
    const problems = new Collected();
    const files = filesOf(path, problems);
    if (problems.list.length > 0) refuse(session, problems.list);
    let bytes: Uint8Array;
    try {
      bytes = writePackage(files);
    } catch (error) {
      if (!(error instanceof QtiProblems)) throw error;
      return refuse(
        session,
        error.problems.map((problem) => fromQti(problem, basename(path))),
      );
    }
    const out = options.out;
    writeWhole(out, bytes);
    session.print(
      session.say(
        { fr: '{out} : {bytes} octet(s).', en: '{out}: {bytes} byte(s).' },
        { out, bytes: bytes.length },
      ),
    );
    return { out, bytes: bytes.length, files: files.size };
  },
});
