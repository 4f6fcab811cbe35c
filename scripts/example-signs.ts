/**
 * Draws examples/6e/francais/signes/herisson.mp4: a figure whose hands move, where a video of sign language would be. It is no
 * sign language. Needs Debian's `chromium` and `ffmpeg`; run by hand, since the clip is kept with the example.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FRAMES = 40;
const PER_SECOND = 10;
const SIZE = 240;
const OUT = join(import.meta.dirname, '../examples/6e/francais/signes/herisson.mp4');

/** A hand's way: a curve that ends where it began. */
function hand(turn: number, side: 1 | -1): readonly [x: number, y: number] {
  return [
    120 + side * (46 + 14 * Math.sin(turn * 2)),
    148 - 26 * Math.sin(turn + (side === 1 ? 0 : 1.4)) - 10 * Math.cos(turn * 3),
  ];
}

function frame(index: number): string {
  const turn = (2 * Math.PI * index) / FRAMES;
  const arms = ([1, -1] as const).map((side) => {
    const [x, y] = hand(turn, side);
    const elbow = `${120 + side * 74} 176`;
    return `<path d="M${120 + side * 40} 128 Q${elbow} ${x} ${y}" fill="none" stroke="#2b3a67" stroke-width="20" stroke-linecap="round"/><circle cx="${x}" cy="${y}" r="13" fill="#e0a57f"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="${SIZE}" height="${SIZE}"><rect width="240" height="240" fill="#f3efe6"/><path d="M72 240 V150 Q72 116 104 116 H136 Q168 116 168 150 V240z" fill="#2b3a67"/><circle cx="120" cy="76" r="34" fill="#e0a57f"/><path d="M86 72 Q88 38 120 38 Q152 38 154 72 Q136 56 120 60 Q100 56 86 72z" fill="#3b2a20"/><circle cx="108" cy="78" r="3.5"/><circle cx="132" cy="78" r="3.5"/><path d="M108 92 q12 9 24 0" fill="none" stroke="#3b2a20" stroke-width="3"/>${arms.join('')}</svg>`;
}

const folder = mkdtempSync(join(tmpdir(), 'cloison-signs-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  for (let index = 0; index < FRAMES; index += 1) {
    await page.setContent(`<body style="margin:0">${frame(index)}`);
    writeFileSync(join(folder, `${String(index).padStart(3, '0')}.png`), await page.screenshot());
  }
  const given = [
    '-y',
    '-loglevel',
    'error',
    '-framerate',
    String(PER_SECOND),
    '-i',
    join(folder, '%03d.png'),
  ];
  const encoded = ['-c:v', 'libx264', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-crf', '30'];
  const plain = ['-movflags', '+faststart', '-fflags', '+bitexact', '-map_metadata', '-1', OUT];
  execFileSync('ffmpeg', [...given, ...encoded, ...plain]);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
