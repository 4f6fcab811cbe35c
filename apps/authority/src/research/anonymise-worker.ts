/** One thread that looks at pseudonymous rows and makes rows of the research file. */
import { workerData } from 'node:worker_threads';
import { serveTasks } from '@cloison/threads';
import { readVault } from '../vault/vault.ts';
import { type RowsGiven, rowWork } from './anonymise-rows.ts';

const given = workerData as RowsGiven;
serveTasks(rowWork(readVault(given.folder), given));
