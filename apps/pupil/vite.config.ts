/** The built app is plain files under any address: no inline script or style, so that the platform's strict policy holds. */

import { fileURLToPath } from 'node:url';
import { framePage, identityLast, integrity, OLDEST_BROWSERS, startFirst } from '@cloison/theme/page-build';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { MODULE_FRAME } from './module-frame.ts';

const ENTRY = fileURLToPath(new URL('./src/main.tsx', import.meta.url));
/** Imported by the theme's index for the school's app; a pupil's page loads it by itself, later. */
const LATER = /\/theme\/src\/Dialog\.tsx$/;
let atOnce: ReadonlySet<string> | null = null;

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** What the first screen needs is one file: each file more costs a request, and compression knows nothing of the others. */
function isNeededAtOnce(id: string, graph: ModuleGraph): boolean {
  if (atOnce === null) {
    const found = new Set([ENTRY]);
    for (const one of found) {
      for (const next of graph.getModuleInfo(one)?.importedIds ?? []) if (!LATER.test(next)) found.add(next);
    }
    atOnce = found;
  }
  return atOnce.has(id);
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
          groups: [
            { debugName: 'first file', name: (id, graph) => (isNeededAtOnce(id, graph) ? 'index' : null) },
          ],
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
