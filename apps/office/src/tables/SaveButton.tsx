import { useSpeech } from '../words/language.tsx';

interface SaveButtonProps {
  /** Of which table, for who hears it. */
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
}

export function SaveButton({ label, isDisabled = false, onPress }: SaveButtonProps) {
  const { words } = useSpeech();
  return (
    <button type="button" className="link-button save-table" disabled={isDisabled} onClick={onPress}>
      {words.saveTable}
      <span className="only-heard"> : {label}</span>
    </button>
  );
}
