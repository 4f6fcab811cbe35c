import { identityLast, integrity, OLDEST_BROWSERS, startFirst } from '@cloison/theme/page-build';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Relative addresses: the app is served under `/c/{campaign}/ecole/`. No inline script or style is made. */
export default defineConfig(({ command }) => {
  // A build that a test starts has NODE_ENV "test", and would hold React's development half.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    base: './',
    plugins: [react(), identityLast, startFirst(), integrity()],
    build: {
      target: OLDEST_BROWSERS,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
    },
  };
});
