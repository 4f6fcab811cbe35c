/** The other languages, each named in itself. */
import { Button } from './Button.tsx';

export interface LanguageSwitchProps<L extends string> {
  readonly language: L;
  /** Code → its own name: `{ fr: 'Français', en: 'English' }`. */
  readonly names: Readonly<Record<L, string>>;
  readonly onChange: (language: L) => void;
}

export function LanguageSwitch<L extends string>({ language, names, onChange }: LanguageSwitchProps<L>) {
  const others = (Object.keys(names) as L[]).filter((code) => code !== language);
  return (
    <div className="language-switch">
      {others.map((code) => (
        <Button key={code} variant="quiet" onPress={() => onChange(code)}>
          <span lang={code}>{names[code]}</span>
        </Button>
      ))}
    </div>
  );
}
