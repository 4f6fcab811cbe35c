/** In place of a page of a closed campaign whose names, codes and answers are gone: where what is left can be read. */
import { Notice } from '@cloison/theme';
import { formatRoute, type PageName } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { PageTitle } from './PageTitle.tsx';

/** Pages of what a closing destroys. */
const DESTROYED: readonly PageName[] = [
  'participation',
  'schools',
  'incidents',
  'requests',
  'files',
  'areas',
  'items',
];

/** Whether nothing is left of that page once the campaign is closed. */
export function isOfTheLiving(page: PageName): boolean {
  return DESTROYED.includes(page);
}

export function OverPage({ campaign, page }: { readonly campaign: string; readonly page: PageName }) {
  const { words } = useSpeech();
  return (
    <div className="page">
      <PageTitle>{words.pages[page]}</PageTitle>
      <Notice tone="info">
        <p>{words.over}</p>
        <p>
          <a href={formatRoute({ campaign, page: 'results' })}>{words.pages.results}</a>
        </p>
      </Notice>
    </div>
  );
}
