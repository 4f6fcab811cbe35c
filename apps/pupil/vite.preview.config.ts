/** The page of `cloison qti preview`: the player's item view beside the keys. Built apart, so that no site of pupils serves it. */
import { fileURLToPath } from 'node:url';
import { framePage, OLDEST_BROWSERS } from '@cloison/theme/page-build';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { MODULE_FRAME } from './module-frame.ts';

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [
    react(),
    framePage(MODULE_FRAME),
    {
      name: 'preview-is-the-index',
      enforce: 'post',
      generateBundle(_options, bundle) {
        for (const output of Object.values(bundle)) {
          if (output.fileName === 'preview.html') output.fileName = 'index.html';
        }
      },
    },
  ],
  build: {
    target: OLDEST_BROWSERS,
    outDir: 'preview-dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: fileURLToPath(new URL('./preview.html', import.meta.url)) },
  },
});
