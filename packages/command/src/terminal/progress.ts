/** Progress on stderr: a bar with the time left on a terminal, a line every few seconds elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { Progress, ProgressMaker } from '../words/progress-maker.ts';
import type { Lang } from '../words/refusal.ts';
import { printable } from './printable.ts';

const LINE_EVERY_MS = 5_000;

/** `stream` is stderr: stdout is for results. */
export function progressOn(stream: NodeJS.WriteStream, lang: Lang): ProgressMaker {
  return (label, total) =>
    stream.isTTY ? bar(stream, printable(label), total) : lines(stream, printable(label), total, lang);
}

function bar(stream: NodeJS.WriteStream, label: string, total: number): Progress {
  const single = new SingleBar(
    {
      stream,
      format: `${label} {bar} {percentage} %  {value}/{total}  {eta_formatted}`,
      etaBuffer: 200,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  single.start(total, 0);
  return {
    update: (done) => single.update(done),
    stop: () => single.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, label: string, total: number, lang: Lang): Progress {
  const colon = lang === 'fr' ? ' :' : ':';
  const startedMs = performance.now();
  let lastMs = startedMs;
  let last = -1;
  const write = (done: number) => {
    last = done;
    const elapsedS = (performance.now() - startedMs) / 1000;
    const leftS = done === 0 ? null : Math.ceil((elapsedS * (total - done)) / done);
    stream.write(
      `${label}${colon} ${done}/${total}${leftS === null || done >= total ? '' : `, ~${leftS} s`}\n`,
    );
  };
  return {
    update(done) {
      if (performance.now() - lastMs < LINE_EVERY_MS) return;
      lastMs = performance.now();
      write(done);
    },
    stop() {
      if (last !== -1 && last < total) write(total);
    },
  };
}
