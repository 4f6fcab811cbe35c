/** The built app is plain files under any address: no inline script or style, so that the platform's strict policy holds. */

import { fileURLToPath } from 'node:url';
import { framePage, identityLast, integrity, OLDEST_BROWSERS, startFirst } from '@cloison/theme/page-build';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { MODULE_FRAME } from './module-frame.ts';

const ENTRY = fileURLToPath(new URL('./src/main.tsx', import.meta.url));
/** What comes while the code is typed. */
const SITTING = fileURLToPath(new URL('./src/screens/sitting-screens.ts', import.meta.url));
/** Imported by the index of a package that the first screen needs, and used by screens that come later. */
const LATER =
  /\/(?:theme\/src\/(?:Dialog|save-file)|client\/src\/(?:browser\/rescue-file|content\/prepare))\.tsx?$/;
const needs = new Map<string, ReadonlySet<string>>();

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** All that a module imports, and what that imports. */
function isNeededBy(entry: string, id: string, graph: ModuleGraph): boolean {
  let found = needs.get(entry);
  if (found === undefined) {
    const all = new Set([entry]);
    for (const one of all) {
      for (const next of graph.getModuleInfo(one)?.importedIds ?? []) if (!LATER.test(next)) all.add(next);
    }
    found = all;
    needs.set(entry, found);
  }
  return found.has(id);
}

/**
 * What the first screen needs is one file, and what a sitting needs besides is another: each file more costs a request, and
 * compression knows nothing of the others.
 */
function fileOf(id: string, graph: ModuleGraph): string | null {
  if (isNeededBy(ENTRY, id, graph)) return 'index';
  return isNeededBy(SITTING, id, graph) ? 'sitting' : null;
}

export default defineConfig({
  base: './',
  // Small assets stay files: a data: address in a style sheet would need a wider policy.
  build: {
    target: OLDEST_BROWSERS,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ debugName: 'first files', name: fileOf }],
        },
      },
    },
  },
  worker: { format: 'es' },
  plugins: [
    react(),
    identityLast,
    startFirst(),
    framePage(MODULE_FRAME),
    integrity(),
    VitePWA({
      injectRegister: false,
      registerType: 'prompt',
      filename: 'service-worker.js',
      // The manifest is a file of `public/`: one text for all campaigns.
      manifest: false,
      workbox: {
        // The shell only. Content and sealed documents are kept by the app's own store.
        globPatterns: ['**/*.{js,css,html,svg,webmanifest}', '**/atkinson-*-latin-wght-normal*.woff2'],
        globIgnores: ['identity.css'],
        navigateFallback: 'index.html',
        // The school app lives below this one and is not ours to answer for; nor is the content.
        navigateFallbackDenylist: [/\/ecole(\/|$)/, /\/content\//, /campaign\.json$/],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        skipWaiting: false,
        inlineWorkboxRuntime: true,
        runtimeCaching: [
          {
            // Words of the campaign, and a ministry's identity: the newest when there is a network.
            urlPattern: ({ url, sameOrigin }) =>
              sameOrigin && /^\/c\/[^/]+\/(campaign\.json|identity\.css)$/.test(url.pathname),
            handler: 'NetworkFirst',
            options: { cacheName: 'cloison-words', networkTimeoutSeconds: 4 },
          },
          {
            // Faces that only some pupils ask for.
            urlPattern: ({ url, sameOrigin }) =>
              sameOrigin && /^\/c\/[^/]+\/assets\/[^/]+\.woff2$/.test(url.pathname),
            handler: 'CacheFirst',
            options: { cacheName: 'cloison-faces', expiration: { maxEntries: 20 } },
          },
        ],
      },
    }),
  ],
});
