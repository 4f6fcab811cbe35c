/** How the pages of every web app are built: for which browsers, with which sheets and scripts round the app's own. */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

export { type FramePageOptions, framePage, framePageText } from './frame-page.ts';
export { integrity } from './integrity.ts';

/** The oldest browsers that are supported; `tests/life/old-browsers.test.ts` tries the apps without what came later. */
export const OLDEST_BROWSERS = ['chrome109', 'edge109', 'firefox115', 'safari16'];

/** A ministry's sheet comes after the app's own, so that it wins. */
export const identityLast: Plugin = {
  name: 'identity-last',
  transformIndexHtml: {
    order: 'post',
    handler: () => [
      { tag: 'link', attrs: { rel: 'stylesheet', href: './identity.css' }, injectTo: 'head' as const },
    ],
  },
};

/** The script that says so when the app cannot start, before everything else of the page. */
export function startFirst(): Plugin {
  const source = readFileSync(new URL('./start.js', import.meta.url), 'utf8');
  let file = '';
  return {
    name: 'start-first',
    apply: 'build',
    buildStart() {
      file = this.emitFile({ type: 'asset', name: 'start.js', source });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const emitted = Object.values(bundle ?? {}).find(
          (output) => output.type === 'asset' && output.names.includes('start.js'),
        );
        if (emitted === undefined) throw new Error(`The start script was not emitted (${file})`);
        return [
          {
            tag: 'script',
            // `Integrity-Policy` lets a script through that has a hash and is asked for by CORS, nothing else.
            attrs: { src: `./${emitted.fileName}`, charset: 'utf-8', crossorigin: true },
            injectTo: 'head-prepend' as const,
          },
        ];
      },
    },
  };
}
