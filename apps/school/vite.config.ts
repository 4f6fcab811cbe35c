import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** A ministry's sheet comes after the app's own, so that it wins. */
const identityLast: Plugin = {
  name: 'identity-last',
  transformIndexHtml: {
    order: 'post',
    handler: () => [
      { tag: 'link', attrs: { rel: 'stylesheet', href: './identity.css' }, injectTo: 'head' as const },
    ],
  },
};

/** Relative addresses: the app is served under `/c/{campaign}/ecole/`. No inline script or style is made. */
export default defineConfig(({ command }) => {
  // A build that a test starts has NODE_ENV "test", and would hold React's development half.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    base: './',
    plugins: [react(), identityLast],
    build: {
      target: 'es2022',
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
    },
  };
});
