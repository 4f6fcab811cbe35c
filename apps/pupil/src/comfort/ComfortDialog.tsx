/** Size, typeface, spacing, contrast, background, and the tools: at once, and for this page only (nothing of it is stored). */
import { Button } from '@cloison/theme';
import { Dialog } from '@cloison/theme/dialog';
import { type ReactNode, useId } from 'react';
import { canHighlight } from '../browser/can-highlight.ts';
import { useFullScreen } from '../browser/use-full-screen.ts';
import { LATER_WORDS } from '../words/later-words.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { type AllowedTools, ZOOM_STEPS, zoomStep } from './accommodations.ts';
import type { Comfort } from './comfort.ts';

export interface ComfortDialogProps {
  readonly isOpen: boolean;
  readonly comfort: Comfort;
  /** What this pupil may use here. */
  readonly allowed: AllowedTools;
  readonly onChange: (comfort: Comfort) => void;
  readonly onClose: () => void;
}

export function ComfortDialog({ isOpen, comfort, allowed, onChange, onClose }: ComfortDialogProps) {
  const words = { ...LATER_WORDS[useLanguage()].comfort, ...useWords().comfort };
  const fullScreen = useFullScreen();
  const { appearance, guide, isSpaced } = comfort;
  const { zoom, font, contrast, theme } = appearance;
  const set = (change: Partial<Comfort['appearance']>) =>
    onChange({ ...comfort, appearance: { ...appearance, ...change } });
  const dark = theme === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  const high = contrast === 'auto' ? matchMedia('(prefers-contrast: more)').matches : contrast === 'high';

  return (
    <Dialog
      isOpen={isOpen}
      isDismissable
      onClose={onClose}
      title={words.title}
      actions={
        <Button variant="primary" onPress={onClose}>
          {words.close}
        </Button>
      }
    >
      <Row label={words.size}>
        <Button isDisabled={zoom <= ZOOM_STEPS[0]!} onPress={() => set({ zoom: zoomStep(zoom, -1) })}>
          {words.smaller}
        </Button>
        <output className="comfort-zoom">{Math.round(zoom * 100)} %</output>
        <Button isDisabled={zoom >= ZOOM_STEPS.at(-1)!} onPress={() => set({ zoom: zoomStep(zoom, 1) })}>
          {words.larger}
        </Button>
      </Row>
      <Pair
        label={words.font}
        off={words.fontStandard}
        on={words.fontDyslexic}
        isOn={font === 'opendyslexic'}
        onChange={(on) => set({ font: on ? 'opendyslexic' : 'standard' })}
      />
      <Pair
        label={words.spacing}
        off={words.spacingNormal}
        on={words.spacingWide}
        isOn={isSpaced}
        onChange={(on) => onChange({ ...comfort, isSpaced: on })}
      />
      <Pair
        label={words.contrast}
        off={words.contrastNormal}
        on={words.contrastHigh}
        isOn={high}
        onChange={(on) => set({ contrast: on ? 'high' : 'normal' })}
      />
      <Pair
        label={words.theme}
        off={words.themeLight}
        on={words.themeDark}
        isOn={dark}
        onChange={(on) => set({ theme: on ? 'dark' : 'light' })}
      />
      <Row label={words.guide}>
        {(['off', 'line', 'mask'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="comfort-option"
            aria-pressed={guide === kind}
            onClick={() => onChange({ ...comfort, guide: kind })}
          >
            {words.guides[kind]}
          </button>
        ))}
      </Row>
      {canHighlight() && (
        <Pair
          label={words.highlighter}
          off={words.toolOff}
          on={words.toolOn}
          isOn={comfort.highlighter}
          onChange={(on) => onChange({ ...comfort, highlighter: on })}
        />
      )}
      {allowed.calculator && (
        <Pair
          label={words.calculator}
          off={words.toolOff}
          on={words.toolOn}
          isOn={comfort.calculator}
          onChange={(on) => onChange({ ...comfort, calculator: on })}
        />
      )}
      {allowed.readAloud && (
        <>
          <Pair
            label={words.aloud}
            off={words.toolOff}
            on={words.toolOn}
            isOn={comfort.aloud}
            onChange={(on) => onChange({ ...comfort, aloud: on })}
          />
          <p className="comfort-note">{words.aloudNote}</p>
        </>
      )}
      {fullScreen.isPossible && (
        <Row label={words.screen}>
          <Button icon="screen" onPress={fullScreen.toggle}>
            {fullScreen.isOn ? words.smallScreen : words.fullScreen}
          </Button>
        </Row>
      )}
    </Dialog>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
    <div className="comfort-row" role="group" aria-labelledby={id}>
      <span id={id} className="comfort-label">
        {label}
      </span>
      <span className="comfort-values">{children}</span>
    </div>
  );
}

interface PairProps {
  readonly label: string;
  readonly off: string;
  readonly on: string;
  readonly isOn: boolean;
  readonly onChange: (on: boolean) => void;
}

function Pair({ label, off, on, isOn, onChange }: PairProps) {
  return (
    <Row label={label}>
      {[false, true].map((value) => (
        <button
          key={String(value)}
          type="button"
          className="comfort-option"
          aria-pressed={isOn === value}
          onClick={() => onChange(value)}
        >
          {value ? on : off}
        </button>
      ))}
    </Row>
  );
}
