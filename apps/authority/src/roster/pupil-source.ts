/** Where pupils come from: one file or a folder of them, each in a format that is known by its look. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkEncoding } from './encoding.ts';
import { fileHead } from './file-pieces.ts';
import { readOndeFile } from './onde-file.ts';
import { ONEROSTER_FILES, OneRosterFolder, type OneRosterName, oneRosterPath } from './oneroster-folder.ts';
import type { PupilReading } from './pupil-reading.ts';
import { type RosterFile, readPupils } from './read-roster.ts';
import type { RosterProblems } from './roster-problems.ts';
import { readSiecleFile } from './siecle-file.ts';

export type RosterFormat = 'cloison' | 'onde' | 'siecle' | 'oneroster';

interface FormatFile {
  readonly format: Exclude<RosterFormat, 'oneroster'>;
  readonly file: RosterFile;
}

export class PupilSource {
  readonly #files: readonly FormatFile[];
  readonly #oneRoster: { readonly folder: OneRosterFolder; readonly files: readonly RosterFile[] } | null;

  constructor(
    files: readonly FormatFile[],
    oneRoster: { readonly folder: OneRosterFolder; readonly files: readonly RosterFile[] } | null,
  ) {
    this.#files = files;
    this.#oneRoster = oneRoster;
  }

  /** Data lines, about: what progress is counted in. */
  get lines(): number {
    if (this.#oneRoster !== null) {
      return this.#oneRoster.files.find(({ name }) => name.endsWith('users.csv'))?.encoding.lines ?? 0;
    }
    return this.#files.reduce((sum, { file }) => sum + file.encoding.lines, 0);
  }

  get formats(): readonly RosterFormat[] {
    return this.#oneRoster !== null
      ? ['oneroster']
      : [...new Set(this.#files.map(({ format }) => format))].sort();
  }

  /** Reads every pupil. Throws `roster-changed` when a file is no longer what it was when it was opened. */
  async read(reading: PupilReading): Promise<void> {
    if (this.#oneRoster !== null) {
      const users = this.#oneRoster.files.find(({ name }) => name.endsWith('users.csv'))!;
      reading.seen.begin(users.name, users.encoding.lines);
      await this.#oneRoster.folder.read(reading);
    }
    for (const { format, file } of this.#files) {
      reading.seen.begin(file.name, file.encoding.lines);
      switch (format) {
        case 'cloison':
          await readPupils(file, reading);
          break;
        case 'onde':
          await readOndeFile(file, reading);
          break;
        case 'siecle':
          await readSiecleFile(file, reading);
          break;
        default:
          format satisfies never;
      }
    }
  }
}

/** Null: nothing that can be read, reported. */
export async function openPupilSource(path: string, problems: RosterProblems): Promise<PupilSource | null> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return openFolder(path, problems);
  const file = await openFormatFile(path, problems);
  return file === null ? null : new PupilSource([file], null);
}

/** Passed over, one of them would be a school whose pupils are gone. */
const NOT_TEXT = /\.(zip|gz|tgz|7z|rar|xlsx?|ods)$/i;

async function openFolder(path: string, problems: RosterProblems): Promise<PupilSource | null> {
  const all = (await readdir(path)).sort();
  const names = all.filter((name) => /\.(csv|xml)$/i.test(name));
  if (names.includes('manifest.csv')) return openOneRoster(path, names, problems);
  for (const name of all.filter((one) => NOT_TEXT.test(one)))
    problems.add('file-not-text', join(path, name), { line: 0, column: 0 });
  if (names.length === 0) {
    problems.add('folder-empty', path, { line: 0, column: 0 });
    return null;
  }
  const files: FormatFile[] = [];
  for (const name of names) {
    const file = await openFormatFile(join(path, name), problems);
    if (file !== null) files.push(file);
  }
  return new PupilSource(files, null);
}

async function openOneRoster(
  folder: string,
  names: readonly string[],
  problems: RosterProblems,
): Promise<PupilSource | null> {
  const files: Partial<Record<OneRosterName, RosterFile>> = {};
  let missing = false;
  for (const name of ONEROSTER_FILES) {
    if (!names.includes(name)) {
      problems.add('oneroster-file', folder, { line: 0, column: 0 }, { file: name });
      missing = true;
      continue;
    }
    const path = oneRosterPath(folder, name);
    if (!(await isRegular(path, problems))) {
      missing = true;
      continue;
    }
    files[name] = { path, name: path, encoding: await checkEncoding(path, path, problems) };
  }
  if (missing) return null;
  const whole = files as Readonly<Record<OneRosterName, RosterFile>>;
  return new PupilSource([], { folder: new OneRosterFolder(whole), files: Object.values(whole) });
}

async function openFormatFile(path: string, problems: RosterProblems): Promise<FormatFile | null> {
  if (!(await isRegular(path, problems))) return null;
  const head = fileHead(path, 4_096);
  if (ARCHIVE_MARKS.some((mark) => head.toString('latin1').startsWith(mark))) {
    problems.add('file-not-text', path, { line: 0, column: 0 });
    return null;
  }
  const format = formatOf(head);
  // An export is in the encoding of the program that wrote it; our own format is UTF-8.
  let encoding = await checkEncoding(path, path, format === 'cloison' ? problems : null);
  if (encoding.isMixed && format !== 'cloison') encoding = await checkEncoding(path, path, problems);
  if (format === 'onde' && encoding.decode === null) {
    problems.add('encoding-utf16', path, { line: 1, column: 1 }, { file: path });
  }
  return { format, file: { path, name: path, encoding } };
}

/** A named pipe of a folder would be waited for without end. What is not a regular file is reported. */
async function isRegular(path: string, problems: RosterProblems): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return true;
  problems.add('file-missing', path, { line: 0, column: 0 });
  return false;
}

/** ZIP (workbooks of today too), gzip, workbooks of before, PDF: how their bytes begin. */
const ARCHIVE_MARKS = ['PK\x03\x04', '\x1f\x8b', '\xd0\xcf\x11\xe0', '%PDF'];

/** XML is SIECLE's; a header line with “Nom élève” is ONDE's, in whatever encoding. */
function formatOf(head: Buffer): FormatFile['format'] {
  const start = head.toString('latin1').replace(/^ï»¿/, '').trimStart();
  if (start.startsWith('<')) return 'siecle';
  const header = start.split(/[\r\n]/, 1)[0]!.toLowerCase();
  return /nom (é|ã©)l(è|ã¨)ve/.test(header) ? 'onde' : 'cloison';
}
