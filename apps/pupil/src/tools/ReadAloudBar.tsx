/** Buttons of reading aloud. The block that is heard is framed on the page. */
import type { DeliveryItem } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AssetUrl } from '../item/content/assets.ts';
import { useLanguage } from '../words/WordsContext.tsx';
import { Reader, type ReadingState } from './read-aloud.ts';
import { spokenBlocks } from './spoken-blocks.ts';
import { TOOL_WORDS } from './tool-words.ts';

export interface ReadAloudBarProps {
  readonly item: DeliveryItem;
  readonly assetUrl: AssetUrl;
  readonly onClose: () => void;
}

export function ReadAloudBar({ item, assetUrl, onClose }: ReadAloudBarProps) {
  const all = TOOL_WORDS[useLanguage()];
  const words = all.aloud;
  const [state, setState] = useState<ReadingState>('stopped');
  const [isSlow, setSlow] = useState(false);
  const framed = useRef<HTMLElement | null>(null);
  const reader = useMemo(
    () =>
      new Reader({
        recordingUrl: assetUrl,
        onState: setState,
        onBlock: (block) => {
          framed.current?.removeAttribute('data-heard');
          framed.current = block?.element ?? null;
          framed.current?.setAttribute('data-heard', '');
          framed.current?.scrollIntoView({ block: 'nearest' });
        },
      }),
    [assetUrl],
  );
  // An item that is left is silent.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each item
  useEffect(() => () => reader.stop(), [reader, item.id]);
  useEffect(() => {
    reader.isSlow = isSlow;
  }, [reader, isSlow]);

  const hasText = document.querySelector('.item-support') !== null;
  const read = (part: '.item-support' | '.item-question') => {
    const root = document.querySelector<HTMLElement>(part);
    if (root !== null) void reader.read(spokenBlocks(root, item.catalogs ?? [], all.math));
  };
  const isRunning = state === 'reading' || state === 'paused';
  return (
    <section className="tool-bar" aria-label={words.title}>
      {isRunning ? (
        <>
          <Button
            icon={state === 'reading' ? 'pause' : 'play'}
            onPress={() => (state === 'reading' ? reader.pause() : reader.goOn())}
          >
            {state === 'reading' ? words.pause : words.goOn}
          </Button>
          <Button icon="stop" onPress={() => reader.stop()}>
            {words.stop}
          </Button>
        </>
      ) : (
        <>
          {hasText && (
            <Button icon="speaker" onPress={() => read('.item-support')}>
              {words.text}
            </Button>
          )}
          <Button icon="speaker" onPress={() => read('.item-question')}>
            {words.question}
          </Button>
        </>
      )}
      <button type="button" className="comfort-option" aria-pressed={isSlow} onClick={() => setSlow(!isSlow)}>
        {words.slow}
      </button>
      <Button variant="quiet" icon="close" iconOnly onPress={onClose}>
        {words.off}
      </Button>
      <p role="status" className="tool-said">
        {state === 'no-voice' ? words.noVoice : ''}
      </p>
    </section>
  );
}
