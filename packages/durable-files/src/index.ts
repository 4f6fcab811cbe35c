/** Files that are on the disk when one goes on, and folders that are whole or not there: for the backups of vault and platform. */
export { copyDatabase } from './copy-database.ts';
export { copyCompared, type DescribedFile, describeFile } from './described-file.ts';
export { flushPath } from './flush-path.ts';
export { growFolder, type NewFolder } from './grow-folder.ts';
export { type WholeFile, writeWhole } from './write-whole.ts';
