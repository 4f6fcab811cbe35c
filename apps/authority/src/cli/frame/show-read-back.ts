/** What the platform was seen to serve, in a few lines. */
import { fill, type Words } from '@cloison/command/refusal';
import type { ReadBackOutcome, Wrong } from '../../read-back/read-back.ts';
import { INCIDENTS } from '../../records/incidents.ts';
import type { Session } from './session.ts';

const MOST_SHOWN = 20;
const OF_EVERYBODY: Words = { fr: 'pour tous', en: 'for everybody' };
/** What mends it. */
const AGAIN: Words = {
  fr: '« cloison campaign publish --again » renvoie tout, et les restitutions suivent au passage de « campaign serve ». Si cela persiste, la plateforme ne garde pas ce qu’elle dit prendre : voyez avec son exploitant.',
  en: '“cloison campaign publish --again” sends everything again, and reports follow with the next pass of “campaign serve”. If it stays so, the platform does not keep what it says to take: ask its operator.',
};
const UNREAD: Words = {
  fr: 'La relecture n’est pas allée au bout : {why}',
  en: 'Reading back did not come to its end: {why}',
};

/** Lines for people; none where all that was read is as published. */
export function readBackLines(session: Session, { wrong, mended, refusal }: ReadBackOutcome): string[] {
  const lines: string[] = [];
  if (mended > 0) lines.push(session.say(MENDED, { count: mended }));
  for (const one of wrong.slice(0, MOST_SHOWN)) lines.push(`  ! ${wrongLine(session, one)}`);
  if (wrong.length > MOST_SHOWN)
    lines.push(
      `  ! ${session.say({ fr: '… et {count} de plus', en: '… and {count} more' }, { count: wrong.length - MOST_SHOWN })}`,
    );
  if (wrong.length > 0) lines.push(`  ! ${session.say(AGAIN)}`);
  if (refusal !== null) lines.push(`  ! ${session.say(UNREAD, { why: refusal.words[session.lang] })}`);
  return lines;
}

export const MENDED: Words = {
  fr: '  {count} élément(s) publié(s) {count|est|sont} de nouveau {count|servi|servis} comme prévu',
  en: '  {count} published thing(s) {count|is|are} served again as {count|it|they} had to be',
};

function wrongLine(session: Session, { code, holder, what }: Wrong): string {
  const whose = holder ?? session.say(OF_EVERYBODY);
  return fill('{said} ({what}, {whose})', { said: session.say(INCIDENTS[code]), what, whose }, session.lang);
}

/** What `--json` shows. */
export function readBackJson({ refusal, ...read }: ReadBackOutcome) {
  return { ...read, unread: refusal?.code ?? null };
}
