/** One thread that looks at pseudonymous rows. */
import { workerData } from 'node:worker_threads';
import { serveTasks } from '@cloison/threads';
import { readVault } from '../vault/vault.ts';
import { lookAtRows, type RowsGiven } from './anonymise-rows.ts';

const given = workerData as RowsGiven;
serveTasks(lookAtRows(readVault(given.folder), given));
