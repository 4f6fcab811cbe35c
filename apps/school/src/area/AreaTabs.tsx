/** From participation to results and back. */
import { formatRoute } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';

export function AreaTabs({ page, note }: { readonly page: 'home' | 'schoolResults'; readonly note: string }) {
  const { words } = useSpeech();
  const tabs = [
    ['home', words.area.participation],
    ['schoolResults', words.area.results],
  ] as const;
  return (
    <nav className="tabs" aria-label={`${words.area.participation}, ${words.area.results}`}>
      {tabs.map(([to, label]) => (
        <a key={to} href={formatRoute({ page: to })} aria-current={to === page ? 'page' : undefined}>
          {label}
        </a>
      ))}
      <span className="tabs-note">{note}</span>
    </nav>
  );
}
