/**
 * Builds a page that holds a sandboxed frame: both in one file, with their scripts inline, so that their policy can name them
 * by hash and nothing has to be loaded across the opaque origin of the frame. The policy stands in the page itself: whoever
 * serves it can make it stricter, and never wider.
 */
import { createHash } from 'node:crypto';
import { build, type Plugin, type Rolldown } from 'vite';

export interface FramePageOptions {
  /** Among the built files. */
  readonly fileName: string;
  /** Script of the page: it finds the frame's page in `INSIDE_PAGE`. */
  readonly stage: string;
  /** Script of the frame. */
  readonly inside: string;
  readonly target: readonly string[];
}

/** All that a frame may load: scripts, pictures, sounds and styles that it was handed, and nothing by a network. */
function policyOf(scripts: readonly string[]): string {
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    ['script-src', ...hashes, 'blob:'].join(' '),
    "style-src 'unsafe-inline'",
    'img-src blob: data:',
    'media-src blob: data:',
    'font-src data:',
    "connect-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function pageOf(policy: string, style: string, script: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><meta http-equiv="x-dns-prefetch-control" content="off"><title></title><style>${style}</style></head><body><script>${script}</script></body></html>`;
}

/** Both pages as text, for the build and for tests of it. */
export async function framePageText({ stage, inside, target }: FramePageOptions): Promise<string> {
  const insideScript = await scriptOf(inside, target, {});
  const insidePage = pageOf(policyOf([insideScript]), '', insideScript);
  const stageScript = await scriptOf(stage, target, { INSIDE_PAGE: JSON.stringify(insidePage) });
  const style = 'html,body,iframe{margin:0;padding:0;border:0;width:100%;height:100%;display:block}';
  return pageOf(policyOf([stageScript, insideScript]), style, stageScript);
}

/** One file, which names nothing outside it and can stand in a `script` element. */
async function scriptOf(
  entry: string,
  target: readonly string[],
  define: Readonly<Record<string, string>>,
): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define,
    build: {
      write: false,
      target: [...target],
      modulePreload: { polyfill: false },
      lib: { entry, formats: ['iife'], name: 'framed' },
    },
  })) as Rolldown.RolldownOutput | readonly Rolldown.RolldownOutput[];
  const [first] = Array.isArray(built)
    ? (built as readonly Rolldown.RolldownOutput[])
    : [built as Rolldown.RolldownOutput];
  const chunk = first?.output.find((one) => one.type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error(`${entry} was not built`);
  return chunk.code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

/** Adds the page to the build of an app. */
export function framePage(options: FramePageOptions): Plugin {
  return {
    name: 'frame-page',
    apply: 'build',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: options.fileName, source: await framePageText(options) });
    },
  };
}
