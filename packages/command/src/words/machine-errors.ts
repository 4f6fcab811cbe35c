/** Errors of the machine that a person can mend, in words; anything else stays what it is. */
import { DISK_FULL_CODES, EXIT, Refusal, refusals } from './refusal.ts';

const refuseMachine = refusals({
  'disk-full': {
    exit: EXIT.damaged,
    fr: 'Le disque est plein. Ce qui était enregistré l’est toujours ; libérez de la place et relancez la même commande.',
    en: 'The disk is full. What was saved is still there; make room and run the same command again.',
  },
  'file-access': {
    exit: EXIT.refused,
    fr: 'Le système refuse l’accès à {path} ({code}). Vérifiez les droits et relancez la même commande.',
    en: 'The system refuses access to {path} ({code}). Check its permissions and run the same command again.',
  },
  'file-missing': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas de fichier {path}.',
    en: 'There is no file {path}.',
  },
  'file-fails': {
    exit: EXIT.refused,
    fr: 'Le système n’ouvre pas {path} comme un fichier ordinaire ({code}). Rien n’a été écrit à sa place.',
    en: 'The system does not open {path} as a regular file ({code}). Nothing was written in its place.',
  },
});

/** A folder, a way through a file, links in a circle, a name too long, a pipe without an end, a file already there. */
const ODD_PLACES: ReadonlySet<string> = new Set([
  ...['EISDIR', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO', 'EEXIST', 'ENOTEMPTY', 'EBUSY', 'EIO'],
]);

/** SQLite result code SQLITE_FULL (sqlite.org/rescode.html). */
const SQLITE_FULL = 13;

export function explainError(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return null;
  const { code, errcode, path } = error as Error & { code?: string; errcode?: number; path?: string };
  if (errcode === SQLITE_FULL || DISK_FULL_CODES.has(code ?? '')) return refuseMachine('disk-full');
  if (path === undefined) return null;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return refuseMachine('file-access', { path, code });
  if (code === 'ENOENT') return refuseMachine('file-missing', { path });
  return code !== undefined && ODD_PLACES.has(code) ? refuseMachine('file-fails', { path, code }) : null;
}
