/**
 * A recording whose plays are counted, and may be limited: then it has no control that could wind it back. A play counts from
 * its beginning, once, and is saved when it begins: a page that is loaded again gives no further one.
 */
import type { ContentNode, ElementNode, MediaInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { createElement, useEffect, useRef, useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { fieldName } from './naming.ts';
import { Question } from './Question.tsx';

export function MediaField({ interaction }: { readonly interaction: MediaInteraction }) {
  const { item, assetUrl, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const media = useRef<HTMLMediaElement>(null);
  const [state, setState] = useState<'stopped' | 'playing' | 'paused'>('stopped');
  /** The play that runs has been counted. */
  const counted = useRef(false);
  const { maxPlays, autostart, loop, prompt } = interaction;
  const element = recordingOf(interaction.media);
  const plays = typeof value === 'string' ? Number(value) : 0;
  const left = maxPlays === null ? null : Math.max(0, maxPlays - plays);
  const isVideo = element?.name === 'video';
  const mayStart = !readOnly && left !== 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the item is shown first
  useEffect(() => {
    const { current } = media;
    // A browser that lets nothing sound unasked is right: the button is there.
    if (autostart && plays === 0 && mayStart) void current?.play().catch(() => undefined);
    return () => current?.pause();
  }, []);

  if (element === null) return <span className="item-missing">{words.item.assetMissing}</span>;
  const { src, poster } = element.attributes;
  const onPlay = () => {
    setState('playing');
    if (counted.current || readOnly) return;
    counted.current = true;
    answer(String(plays + 1));
  };
  const onEnded = () => {
    counted.current = false;
    setState('stopped');
    if (loop && left !== 0) void media.current?.play().catch(() => undefined);
  };
  const press = () => {
    const { current } = media;
    if (current === null) return;
    if (state === 'playing') current.pause();
    else if (state === 'paused' || mayStart) void current.play().catch(() => setState('stopped'));
  };
  const url = src === undefined ? undefined : (assetUrl(src) ?? undefined);
  const player = createElement(
    element.name,
    {
      ref: media,
      className: isVideo ? 'media-video' : undefined,
      preload: 'auto',
      controls: maxPlays === null && !readOnly,
      controlsList: 'nodownload noplaybackrate',
      disablePictureInPicture: true,
      ...(url === undefined ? {} : { src: url }),
      ...(isVideo && poster !== undefined ? { poster: assetUrl(poster) ?? undefined } : {}),
      'aria-label': prompt.length === 0 ? fieldName(item, interaction, words) : undefined,
      onPlay,
      onPause: () => setState((now) => (now === 'playing' ? 'paused' : now)),
      onEnded,
    },
    <Content nodes={element.children} />,
  );

  return (
    <Question interaction={interaction}>
      <div className="media-field">
        {player}
        {maxPlays !== null && (
          <div className="media-controls">
            <Button
              variant="primary"
              icon={state === 'playing' ? 'pause' : 'play'}
              isDisabled={readOnly || (state === 'stopped' && left === 0)}
              onPress={press}
            >
              {state === 'playing'
                ? words.item.pause
                : state === 'paused'
                  ? words.item.goOn
                  : isVideo
                    ? words.item.playVideo
                    : words.item.play}
            </Button>
            <p role="status">{left === 0 ? words.item.playsDone : words.item.playsLeft(left ?? 0)}</p>
          </div>
        )}
      </div>
    </Question>
  );
}

/** The `audio` or `video` element of the interaction, wherever it stands in its content. */
function recordingOf(nodes: readonly ContentNode[]): ElementNode<ContentNode> | null {
  for (const node of nodes) {
    if (node.kind !== 'element') continue;
    if (node.name === 'audio' || node.name === 'video') return node;
    const inside = recordingOf(node.children);
    if (inside !== null) return inside;
  }
  return null;
}
