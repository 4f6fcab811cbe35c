/** The camera, to read a code instead of typing it. */
import { Button } from '@cloison/theme';
import { Dialog } from '@cloison/theme/dialog';
import { useEffect, useRef, useState } from 'react';
import { scan } from '../browser/qr-scanner.ts';
import { useWords } from '../words/WordsContext.tsx';

export interface QrDialogProps {
  readonly accept: (text: string) => boolean;
  readonly onScanned: (text: string) => void;
  readonly onClose: () => void;
}

export function QrDialog({ accept, onScanned, onClose }: QrDialogProps) {
  const words = useWords().code;
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const latest = useRef({ accept, onScanned });
  latest.current = { accept, onScanned };

  useEffect(() => {
    const stop = new AbortController();
    if (video.current === null) return;
    scan(video.current, (text) => latest.current.accept(text), stop.signal).then(
      (text) => {
        if (text !== null) latest.current.onScanned(text);
      },
      () => setFailed(true),
    );
    return () => stop.abort();
  }, []);

  return (
    <Dialog
      isOpen
      isDismissable
      onClose={onClose}
      title={words.scanTitle}
      actions={<Button onPress={onClose}>{words.scanClose}</Button>}
    >
      {failed ? <p role="alert">{words.scanNoCamera}</p> : null}
      <video ref={video} className="qr-video" muted playsInline hidden={failed} />
    </Dialog>
  );
}
