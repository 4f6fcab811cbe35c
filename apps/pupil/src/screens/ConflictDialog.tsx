/** The same code on two computers: a person decides. */
import { Button } from '@cloison/theme';
import { useState } from 'react';
import { Dialog } from '../later/Dialog.tsx';
import { LATER_WORDS } from '../words/later-words.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';

export interface ConflictDialogProps {
  readonly isOpen: boolean;
  readonly failed: boolean;
  readonly onTakeOver: () => Promise<void>;
  readonly onReadOnly: () => void;
}

export function ConflictDialog({ isOpen, failed, onTakeOver, onReadOnly }: ConflictDialogProps) {
  const { takeOver } = useWords().conflict;
  const words = LATER_WORDS[useLanguage()].conflict;
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      isOpen={isOpen}
      role="alertdialog"
      title={words.title}
      actions={
        <>
          <Button onPress={onReadOnly}>{words.readOnly}</Button>
          <Button
            variant="primary"
            isDisabled={busy}
            onPress={() => {
              setBusy(true);
              void onTakeOver().finally(() => setBusy(false));
            }}
          >
            {takeOver}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      <p>{words.takeOverText}</p>
      <p>{words.notMe}</p>
      {failed && <p role="alert">{words.failed}</p>}
    </Dialog>
  );
}
