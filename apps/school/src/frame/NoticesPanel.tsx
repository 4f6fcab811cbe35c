/** News from the service, each with its day, newest first. Nothing at all while there is none. */
import type { Notices } from '@cloison/protocol';
import { Notice } from '@cloison/theme';
import type { DocumentView } from '../live/live-document.ts';
import { useSpeech } from '../words/language.tsx';

export function NoticesPanel({ views }: { readonly views: readonly DocumentView<Notices>[] }) {
  const { words, text, dateTime } = useSpeech();
  const all = new Map(
    views.flatMap((view) =>
      view.kind === 'ready' ? view.value.notices.map((one) => [one.number, one] as const) : [],
    ),
  );
  const newest = [...all.values()].sort((a, b) => b.number - a.number);
  if (newest.length === 0) return null;
  return (
    <section aria-labelledby="notices">
      <h2 id="notices">{words.notices.title}</h2>
      {newest.map((one) => (
        <Notice key={one.number} tone="warning" icon="info">
          <p>{text(one.text)}</p>
          <p className="soft">{dateTime(Date.parse(one.given))}</p>
        </Notice>
      ))}
    </section>
  );
}
