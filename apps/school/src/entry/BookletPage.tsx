/** The page of the booklet being keyed, from verified content. A picture only: nothing in an SVG image can run. */
import type { CampaignContent } from '@cloison/client';
import { memo, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import type { EntryExercise } from '../entry-records/entry-columns.ts';
import { useSpeech } from '../words/language.tsx';
import { type PageRegions, pageRegions } from './page-regions.ts';

/** Beside F2, which edits a cell; browsers and answers use neither. */
const ZOOM_KEY = 'F4';

export interface BookletPageProps {
  readonly content: CampaignContent;
  readonly sequence: string;
  readonly exercise: EntryExercise;
  /** The item being keyed, which is marked where the page says where it stands. */
  readonly item: string | null;
}

type Picture =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly url: string; readonly regions: PageRegions | null };

/** Memoised: it is drawn again when the item changes, not at each key. */
export const BookletPage = memo(function BookletPage(props: BookletPageProps) {
  const { content, sequence, exercise, item } = props;
  const { words, text } = useSpeech();
  const picture = usePicture(content, exercise.page === null ? null : `assets/${sequence}/${exercise.page}`);
  const dialog = useRef<HTMLDialogElement>(null);
  const alt = words.entry.page(text(exercise.title));
  useZoomKey(dialog);
  if (exercise.page === null) return <p className="soft">{words.entry.noPage}</p>;
  if (picture.kind === 'failed') return <p className="soft">{words.entry.pageFailed}</p>;
  if (picture.kind === 'loading') return <div className="booklet-page" data-loading="true" />;
  return (
    <>
      <button
        type="button"
        className="booklet-page"
        aria-label={`${alt}. ${words.entry.zoomPage}`}
        aria-keyshortcuts={ZOOM_KEY}
        onClick={() => dialog.current?.showModal()}
      >
        <MarkedPage regions={picture.regions} item={item}>
          <img src={picture.url} alt="" />
        </MarkedPage>
      </button>
      <dialog ref={dialog} className="page-dialog" aria-label={alt}>
        <MarkedPage regions={picture.regions} item={item}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog */}
          <img src={picture.url} alt={alt} onClick={() => dialog.current?.close()} />
        </MarkedPage>
      </dialog>
    </>
  );
});

/** The picture as large as there is room, with a frame round the item where the page says where it stands. */
function MarkedPage(props: {
  readonly regions: PageRegions | null;
  readonly item: string | null;
  readonly children: ReactNode;
}) {
  const { regions, item, children } = props;
  if (regions === null) return children;
  const region = item === null ? undefined : regions.byItem.get(item);
  return (
    <span
      className="marked-page"
      style={{
        aspectRatio: regions.ratio,
        width: `min(var(--page-width), var(--page-height) * ${regions.ratio})`,
      }}
    >
      {children}
      {region !== undefined && (
        <span
          className="item-marker"
          style={{
            left: `${region.left}%`,
            top: `${region.top}%`,
            width: `${region.width}%`,
            height: `${region.height}%`,
          }}
        />
      )}
    </span>
  );
}

/**
 * From the grid too, and from a cell being typed: nobody has to leave the keyboard. Again, or Escape: back to the
 * cell.
 */
function useZoomKey(dialog: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { altKey, ctrlKey, metaKey, shiftKey } = event;
      if (event.key !== ZOOM_KEY || altKey || ctrlKey || metaKey || shiftKey || dialog.current === null)
        return;
      event.preventDefault();
      if (dialog.current.open) dialog.current.close();
      else dialog.current.showModal();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [dialog]);
}

function usePicture(content: CampaignContent, path: string | null): Picture {
  const [picture, setPicture] = useState<{ path: string | null; shown: Picture }>({
    path: null,
    shown: { kind: 'loading' },
  });
  useEffect(() => {
    if (path === null) return;
    let current = true;
    let url: string | null = null;
    content.file(path).then(
      ({ bytes, type }) => {
        if (!current) return;
        url = URL.createObjectURL(new Blob([bytes], { type }));
        setPicture({ path, shown: { kind: 'ready', url, regions: pageRegions(bytes, type) } });
      },
      () => current && setPicture({ path, shown: { kind: 'failed' } }),
    );
    return () => {
      current = false;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [content, path]);
  return picture.path === path ? picture.shown : { kind: 'loading' };
}
