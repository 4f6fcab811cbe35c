/** The built app is plain files under any address: no inline script or style, so that the platform's strict policy holds. */

import { identityLast, OLDEST_BROWSERS, startFirst } from '@cloison/theme/page-build';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({
  base: './',
  // Small assets stay files: a data: address in a style sheet would need a wider policy.
  build: {
    target: OLDEST_BROWSERS,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  worker: { format: 'es' },
  plugins: [
    react(),
    identityLast,
    startFirst(),
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
