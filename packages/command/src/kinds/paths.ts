/** Files and folders. What is to be read must be there; what is to be written must have a folder to be written in. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import type { Kind } from './kind.ts';

const FILE = { fr: 'fichier', en: 'file' };
const FOLDER = { fr: 'dossier', en: 'folder' };

type Found = 'file' | 'folder' | 'device' | null;

/** What the shell gives for `<(…)`, and standard input: of all pipes, those that somebody writes to. */
const OWN_INPUT = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/** A named pipe or a device counts as none: reading it may never end. */
function lookAt(path: string): Found {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() || OWN_INPUT.test(path) ? 'file' : 'device';
}

/** Whether the folder is there, or can be made because the first of its parents that exists is a folder. */
function canHold(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    const found = quietly(at);
    if (found !== null) return found === 'folder';
  }
}

/** A parent that is a file makes `stat` throw ENOTDIR; a path that may not be read is reported when it is opened. */
function quietly(path: string): Found {
  try {
    return lookAt(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'file' : null;
  }
}

const path = (accepts: (path: string) => boolean) => v.pipe(v.string(), v.nonEmpty(), v.check(accepts));

/** A file to read, which a command takes whole into memory: of so many megabytes at most. */
export function file({ mostMegabytes }: { readonly mostMegabytes?: number } = {}): Kind<string> {
  const isSmall = (text: string) =>
    mostMegabytes === undefined || (statSync(text).isFile() ? statSync(text).size : 0) <= mostMegabytes * 1e6;
  return {
    name: 'file',
    placeholder: FILE,
    expected:
      mostMegabytes === undefined
        ? { fr: 'un fichier ordinaire qui existe', en: 'a regular file that exists' }
        : {
            fr: `un fichier ordinaire qui existe, de ${mostMegabytes} Mo au plus`,
            en: `a regular file that exists, of at most ${mostMegabytes} MB`,
          },
    schema: path((text) => quietly(text) === 'file' && isSmall(text)),
    completes: 'file',
  };
}

/** A folder to read. */
export function folder(): Kind<string> {
  return {
    name: 'folder',
    placeholder: FOLDER,
    expected: { fr: 'un dossier qui existe', en: 'a folder that exists' },
    schema: path((text) => quietly(text) === 'folder'),
    completes: 'folder',
  };
}

export function fileOrFolder(): Kind<string> {
  return {
    name: 'file-or-folder',
    placeholder: { fr: 'chemin', en: 'path' },
    expected: {
      fr: 'un fichier ordinaire ou un dossier qui existe',
      en: 'a regular file or a folder that exists',
    },
    schema: path((text) => ['file', 'folder'].includes(quietly(text) ?? '')),
    completes: 'file',
  };
}

/** A file to write: its folder is there. Whether it may replace a file is for the command to say. */
export function fileToWrite(): Kind<string> {
  return {
    name: 'file-to-write',
    placeholder: FILE,
    expected: { fr: 'un fichier, dans un dossier qui existe', en: 'a file, in a folder that exists' },
    schema: path((text) => quietly(text) !== 'folder' && quietly(dirname(resolve(text))) === 'folder'),
    completes: 'file',
  };
}

/** A folder that is there, or that can be made. */
export function folderToWrite(): Kind<string> {
  return {
    name: 'folder-to-write',
    placeholder: FOLDER,
    expected: {
      fr: 'un dossier, ou un chemin où en faire un',
      en: 'a folder, or a path where one can be made',
    },
    schema: path(canHold),
    completes: 'folder',
  };
}
