/** One thread that makes rows of the research file. */
import { workerData } from 'node:worker_threads';
import { serveTasks } from '@cloison/threads';
import { readVault } from '../vault/vault.ts';
import { type RowsToWriteGiven, writeRows } from './anonymise-rows.ts';

const given = workerData as RowsToWriteGiven;
serveTasks(writeRows(readVault(given.folder), given));
