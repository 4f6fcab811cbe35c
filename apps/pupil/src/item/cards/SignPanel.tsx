/**
 * Sign language of a part of an item: a video over the page, in the corner where the pupil puts it. It is played only when it
 * was asked for, and closed with its button or Escape; the focus goes back to what opened it.
 */
import type { Catalog, ContentNode } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLanguage } from '../../words/WordsContext.tsx';
import { CARD_WORDS } from './card-words.ts';
import './panels.css';

export interface SignPanelProps {
  readonly catalog: Catalog | undefined;
  /** Address of a file that was loaded, or null. */
  readonly assetUrl: (path: string) => string | null;
  readonly onClose: () => void;
}

const CORNERS = ['bottom-end', 'bottom-start', 'top-start', 'top-end'] as const;
type Corner = (typeof CORNERS)[number];
/** Where the pupil put it last, and how large, as long as the page is open; nothing of it is stored. */
const last: { corner: Corner; isLarge: boolean } = { corner: 'bottom-end', isLarge: false };

export function SignPanel({ catalog, assetUrl, onClose }: SignPanelProps) {
  const words = CARD_WORDS[useLanguage()].signs;
  const panel = useRef<HTMLElement>(null);
  const [corner, setCorner] = useState(last.corner);
  const [isLarge, setLarge] = useState(last.isLarge);
  const [fails, setFails] = useState(false);
  const files = videosOf(catalog).flatMap(({ path, type }) => {
    const url = assetUrl(path);
    return url === null ? [] : [{ url, type }];
  });

  useBetweenBars(panel);
  useEffect(() => {
    const { activeElement } = document;
    panel.current?.focus();
    return () => {
      if (activeElement instanceof HTMLElement && activeElement.isConnected) activeElement.focus();
    };
  }, []);

  const put = (next: Corner) => {
    last.corner = next;
    setCorner(next);
  };
  const drag = useCornerDrag(panel, put);
  return (
    <section
      ref={panel}
      className="sign-panel"
      aria-label={words.title}
      tabIndex={-1}
      data-corner={corner}
      data-large={isLarge}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="sign-head" {...drag}>
        <h2>{words.title}</h2>
        <Button
          variant="quiet"
          icon="pair"
          iconOnly
          onPress={() => put(CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? 'bottom-end')}
        >
          {words.move}
        </Button>
        <Button
          variant="quiet"
          icon={isLarge ? 'smaller' : 'larger'}
          iconOnly
          onPress={() => {
            last.isLarge = !isLarge;
            setLarge(!isLarge);
          }}
        >
          {isLarge ? words.smaller : words.larger}
        </Button>
        <Button variant="quiet" icon="close" iconOnly onPress={onClose}>
          {words.close}
        </Button>
      </div>
      {files.length === 0 || fails ? (
        <p role="alert">{words.missing}</p>
      ) : (
        <video
          controls
          autoPlay
          muted
          playsInline
          controlsList="nodownload noremoteplayback"
          disablePictureInPicture
          onLoadedMetadata={({ currentTarget: { videoWidth, videoHeight } }) => {
            if (videoHeight > 0)
              panel.current?.style.setProperty('--proportions', String(videoWidth / videoHeight));
          }}
        >
          {files.map(({ url, type }, index) => (
            <source
              key={url}
              src={url}
              {...(type === undefined ? {} : { type })}
              {...(index === files.length - 1 ? { onError: () => setFails(true) } : {})}
            />
          ))}
        </video>
      )}
    </section>
  );
}

/** The corners are those of the page between its bars, whose height depends on the size of the letters. */
function useBetweenBars(panel: { readonly current: HTMLElement | null }) {
  useLayoutEffect(() => {
    const measure = () => {
      for (const place of ['top', 'bottom'])
        panel.current?.style.setProperty(
          `--bar-${place}`,
          `${document.querySelector<HTMLElement>(`.bar[data-place="${place}"]`)?.offsetHeight ?? 0}px`,
        );
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [panel]);
}

/** Dragging its head leaves the panel in the corner that is nearest to where it was let go. */
function useCornerDrag(panel: { readonly current: HTMLElement | null }, put: (corner: Corner) => void) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const moved = ({ clientX, clientY }: PointerEvent) =>
    from.current === null ? null : { x: clientX - from.current.x, y: clientY - from.current.y };
  const end = () => {
    from.current = null;
    panel.current?.style.removeProperty('transform');
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || (event.target as Element).closest('button') !== null) return;
      from.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const by = moved(event);
      if (by !== null) panel.current?.style.setProperty('transform', `translate(${by.x}px, ${by.y}px)`);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const box = panel.current?.getBoundingClientRect();
      const wasMoved = moved(event);
      end();
      if (box === undefined || wasMoved === null || Math.hypot(wasMoved.x, wasMoved.y) < 8) return;
      const isTop = box.top + box.height / 2 < window.innerHeight / 2;
      const isLeft = box.left + box.width / 2 < window.innerWidth / 2;
      const isStart = isLeft === (getComputedStyle(document.documentElement).direction === 'ltr');
      put(`${isTop ? 'top' : 'bottom'}-${isStart ? 'start' : 'end'}`);
    },
    onPointerCancel: end,
  };
}

interface VideoFile {
  readonly path: string;
  readonly type?: string;
}

/** The files of the first video of its card of sign language. */
function videosOf(catalog: Catalog | undefined): readonly VideoFile[] {
  const entries = catalog?.cards.find(({ support }) => support === 'sign-language')?.entries ?? [];
  const entry = entries.find(({ isDefault }) => isDefault) ?? entries[0];
  return entry === undefined ? [] : filesIn(entry.content);
}

function filesIn(nodes: readonly ContentNode[]): readonly VideoFile[] {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    if (node.name !== 'video') {
      const found = filesIn(node.children);
      if (found.length > 0) return found;
      continue;
    }
    const own = node.attributes.src === undefined ? [] : [{ path: node.attributes.src }];
    const sources = node.children.flatMap((child) =>
      child.kind === 'element' && child.name === 'source' && child.attributes.src !== undefined
        ? [
            {
              path: child.attributes.src,
              ...(child.attributes.type === undefined ? {} : { type: child.attributes.type }),
            },
          ]
        : [],
    );
    return [...own, ...sources];
  }
  return [];
}
