/** Measures here what the simulation needs, on PostgreSQL and on three NATS servers that are started for it. */
import { cpus } from 'node:os';
import { type StoreServer, startStoreServer } from '@cloison/dev-env/stores/store-server.ts';
import { measureCosts, measureHandshake } from '../../tests/load/costs.ts';
import type { Figures } from './cell.ts';
import { measureCommitTimes } from './commit-times.ts';
import type { MeasuredFigures, StoreKind } from './figures.ts';

const PUPILS = 4000;
const SAVES = 8;

export async function measureFigures(report: (what: string) => void): Promise<MeasuredFigures> {
  report('connections');
  const handshakeMs = await measureHandshake();
  const postgres = await measureStore('postgres', handshakeMs, report);
  const nats = await measureStore('nats', handshakeMs, report);
  const [cpu] = cpus();
  return {
    measured: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, everything on the one machine`,
    stores: { postgres, nats },
  };
}

async function measureStore(
  kind: StoreKind,
  handshakeMs: number,
  report: (what: string) => void,
): Promise<Figures> {
  report(`${kind}: commits`);
  const commits = await withServer(kind, ({ url }) => measureCommitTimes(url!));
  report(`${kind}: logins and saves`);
  const costs = await withServer(kind, ({ url, pids }) =>
    measureCosts({ store: url, storePids: pids, pupils: PUPILS, saves: SAVES }),
  );
  const { loginMs, saveMs, refusalMs, storeCpuMs } = costs;
  const figures = { handshakeMs, loginMs, saveMs, refusalMs, storeCpuMs, ...commits };
  report(`${kind}: ${JSON.stringify({ ...figures, alone: costs.alone, together: costs.together })}`);
  return figures;
}

/** A store belongs to the secrets that first opened it: each measure has its own. */
async function withServer<T>(kind: StoreKind, work: (server: StoreServer) => Promise<T>): Promise<T> {
  const server = await startStoreServer(kind);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
