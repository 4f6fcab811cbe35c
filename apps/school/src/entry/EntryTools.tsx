/**
 * Above the grid: which exercise or pupil, in which order, undo. Everything has a key too. Drawn again when one of these
 * changed, not at each key.
 */
import { Button, Icon } from '@cloison/theme';
import { memo } from 'react';
import type { PupilIdentity } from '../desk/pupil-identity.ts';
import { useObservable } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import { listName } from '../words/list-name.ts';
import type { EntryController } from './entry-controller.ts';
import type { EntryView } from './grid-cursor.ts';
import type { Direction } from './grid-navigation.ts';

export interface EntryToolsProps {
  readonly controller: EntryController;
  readonly identities: ReadonlyMap<string, PupilIdentity>;
}

export function EntryTools(props: EntryToolsProps) {
  const { controller } = props;
  useObservable(controller);
  return (
    <Tools
      {...props}
      view={controller.view}
      direction={controller.direction}
      exerciseIndex={controller.exerciseIndex}
      pupilIndex={controller.view === 'pupil' ? controller.pupilIndex : 0}
      mayUndo={controller.history.past.length > 0}
      mayRedo={controller.history.future.length > 0}
      readOnly={controller.readOnly}
    />
  );
}

interface ToolsProps extends EntryToolsProps {
  readonly view: EntryView;
  readonly direction: Direction;
  readonly exerciseIndex: number;
  readonly pupilIndex: number;
  readonly mayUndo: boolean;
  readonly mayRedo: boolean;
  readonly readOnly: boolean;
}

const Tools = memo(function Tools(props: ToolsProps) {
  const { controller, identities, view, direction, exerciseIndex, pupilIndex } = props;
  const { words, text } = useSpeech();
  const { entry } = words;
  const { exercises, pupils } = controller;
  const byExercise = view === 'exercise';
  const index = byExercise ? exerciseIndex : pupilIndex;
  const count = byExercise ? exercises.length : pupils.length;
  const show = (to: number) => (byExercise ? controller.showExercise(to) : controller.showPupil(to));
  const options = byExercise
    ? exercises.map(({ title }, i) => `${i + 1}. ${text(title)}`)
    : pupils.map((pupil) => nameOf(identities.get(pupil), pupil));
  return (
    <div className="entry-tools">
      <div className="stepper">
        <Button icon="previous" iconOnly isDisabled={index === 0} onPress={() => show(index - 1)}>
          {words.previous}
        </Button>
        <select
          aria-label={byExercise ? entry.exercise : entry.pupil}
          value={index}
          onChange={(event) => show(Number(event.target.value))}
        >
          {options.map((option, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is what is chosen
            <option key={i} value={i}>
              {option}
            </option>
          ))}
        </select>
        <Button icon="next" iconOnly isDisabled={index + 1 >= count} onPress={() => show(index + 1)}>
          {words.next}
        </Button>
      </div>
      <fieldset className="segments">
        <legend className="only-heard">{entry.viewLabel}</legend>
        {(['exercise', 'pupil'] as const).map((choice) => (
          <label key={choice} className="segment" data-checked={view === choice}>
            <input
              type="radio"
              name="view"
              checked={view === choice}
              onChange={() => controller.setView(choice)}
            />
            <span>{choice === 'exercise' ? entry.byExercise : entry.byPupil}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="segments">
        <legend className="only-heard">{entry.directionLabel}</legend>
        {(['right', 'down'] as const).map((choice) => (
          <label key={choice} className="segment" data-checked={direction === choice}>
            <input
              type="radio"
              name="direction"
              checked={direction === choice}
              onChange={() => controller.setDirection(choice)}
            />
            <Icon name={choice === 'right' ? 'next' : 'down'} />
            <span className="only-heard">{entry[choice]}</span>
          </label>
        ))}
      </fieldset>
      <div className="tool-buttons">
        <Button variant="quiet" icon="undo" isDisabled={!props.mayUndo} onPress={() => controller.undo()}>
          {entry.undo}
        </Button>
        <Button variant="quiet" isDisabled={!props.mayRedo} onPress={() => controller.redo()}>
          {entry.redo}
        </Button>
        <Button variant="quiet" isDisabled={props.readOnly} onPress={() => controller.exerciseNotTaught()}>
          {entry.notTaught}
        </Button>
      </div>
    </div>
  );
});

export function nameOf(identity: PupilIdentity | undefined, orderNumber: string): string {
  if (identity === undefined) return orderNumber;
  return `${listName(identity)} · ${orderNumber}`;
}
