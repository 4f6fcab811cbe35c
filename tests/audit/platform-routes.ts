/**
 * The platform's addresses, as the program itself registers them, so that the audit can't forget one: Fastify tells of each server
 * that is made (`fastify.initialization`), and then of each route.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newAuthority } from '@cloison/dev-env/authority/signing-authority.ts';
import { startPlatform } from '@cloison/platform';

/** What is used here of a Fastify server. */
interface RouteTeller {
  addHook(
    name: 'onRoute',
    hook: (route: { readonly method: string | readonly string[]; readonly url: string }) => void,
  ): void;
}

/** `GET /api/1/:campaign/me`, and so on: every method and pattern of the public port, in alphabetical order. */
export async function platformRoutes(): Promise<readonly string[]> {
  const routes = new Set<string>();
  const onServer = (message: unknown) => {
    const { fastify } = message as { fastify: RouteTeller };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.add(`${one} ${url}`);
    });
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'cloison-routes-'));
  subscribe('fastify.initialization', onServer);
  try {
    const { publicKey } = newAuthority('routes-2026');
    const platform = await startPlatform({ dataDir, authorityKey: publicKey, port: 0 });
    await platform.close();
  } finally {
    unsubscribe('fastify.initialization', onServer);
    rmSync(dataDir, { recursive: true });
  }
  return [...routes].sort();
}
