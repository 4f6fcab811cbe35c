/**
 * Every element of QTI that is read, and whether what it says reaches a browser. The documentation is made from this
 * table (`support-document.ts`); a test walks the readers and fails when one knows an element that is not here.
 */

/**
 * `yes`: its content is delivered. `in part`: some of it is (the note says what). `no`: it never leaves the authority.
 */
export type Delivered = 'yes' | 'in part' | 'no';

export interface ElementSupport {
  readonly delivered: Delivered;
  readonly note: string;
}

const yes = (note = ''): ElementSupport => ({ delivered: 'yes', note });
const part = (note: string): ElementSupport => ({ delivered: 'in part', note });
const no = (note = ''): ElementSupport => ({ delivered: 'no', note });

/** By section of the document. Interactions and expressions come from the readers' own tables. */
export const elementSupport: Readonly<Record<string, Readonly<Record<string, ElementSupport>>>> = {
  Item: {
    'qti-assessment-item': part('identifier, title and language; `adaptive`: see Several attempts'),
    'qti-response-declaration': part('identifier, cardinality and base type'),
    'qti-correct-response': no(),
    'qti-value': no('of keys and defaults; fields of records have `field-identifier` and `base-type`'),
    'qti-mapping': no('bounds, default, case'),
    'qti-map-entry': no('`case-sensitive` is **false** unless written (QTI 2.2 and 3.0; 2.0 and 2.1: true)'),
    'qti-area-mapping': no('of points'),
    'qti-area-map-entry': no(),
    'qti-outcome-declaration': no(
      'numbers start at 0; `normal-maximum`, `normal-minimum`, `external-scored`',
    ),
    'qti-default-value': part(
      'of a response: there before the pupil answers, and scored unless it is changed or emptied (then NULL)',
    ),
    'qti-match-table': no('looked up by `qti-lookup-outcome-value`'),
    'qti-match-table-entry': no(),
    'qti-interpolation-table': no('the first entry from the top whose source is at or below the number'),
    'qti-interpolation-table-entry': no(),
    'qti-template-declaration': no('its value may be printed, or stand for an `mi` (`math-variable`)'),
    'qti-context-declaration': no('its default value holds; `QTI_CONTEXT` is NULL unless it is declared'),
    'qti-template-processing': no(
      'run at the office, for a seed; a campaign may give pupils different variants (`variants`)',
    ),
    'qti-response-processing': no('rules, a standard template, or a template in a file of the package'),
    'qti-item-body': yes('`class`, `lang`, `dir`, `id` become a `div` around it'),
    'qti-assessment-stimulus-ref': yes('the file is read into the item'),
    'qti-assessment-stimulus': yes(),
    'qti-stimulus-body': yes('where a `div` names it (`data-stimulus-idref`), else first'),
    'qti-stylesheet': part('rules that can only change the look of the item; what is left out is named'),
    'qti-catalog-info': yes(),
    'qti-catalog': yes('parts of the body name it with `data-catalog-idref`'),
    'qti-card': part('of a support that a pupil can be shown; see Catalogs'),
    'qti-card-entry': part('of a card that is delivered'),
    'qti-html-content': part('of a card that is delivered'),
    'qti-file-href': part('of a card that is delivered: pictures and recordings'),
    'qti-modal-feedback': part('what no answer decides, where a campaign gives attempts; else `feedbackFor`'),
    'qti-feedback-inline': part(
      'what is there before anything is answered, and in attempts what no answer decides',
    ),
    'qti-feedback-block': part(
      'what is there before anything is answered, and in attempts what no answer decides',
    ),
    'qti-rubric-block': part('with `candidate` among its views'),
    'qti-content-body': part('as the element around it'),
    'qti-template-inline': part('when the variant of the seed shows it'),
    'qti-template-block': part('when the variant of the seed shows it'),
    'qti-printed-variable': yes('as text; decimals with a comma where the language of the item has one'),
    'qti-prompt': yes('no interaction inside'),
    'qti-simple-choice': yes(),
    'qti-inline-choice': yes(),
    'qti-simple-match-set': yes(),
    'qti-simple-associable-choice': yes(),
    'qti-gap-text': yes(),
    'qti-gap-img': yes(),
    'qti-gap': yes('takes one choice'),
    'qti-hottext': yes(),
    'qti-hotspot-choice': yes(),
    'qti-associable-hotspot': yes(),
    'qti-position-object-stage': yes('each interaction has the picture of its stage'),
    'qti-interaction-markup': yes('of a portable custom interaction whose module is named'),
    'qti-interaction-modules': no('each module has to be named by the campaign'),
    'qti-interaction-module': part(
      'the file of `primary-path`, with the sequence; `fallback-path` is not read',
    ),
    'qti-custom-interaction': no('refused: no standard says what it does'),
    'qti-companion-materials-info': part('a calculator; anything else is refused'),
    'qti-calculator': part('that there is one'),
    'qti-calculator-type': no('`basic` or `standard`: four operations; others are refused'),
    'qti-description': no('of the calculator'),
  },
  'Rules of response, template and outcome processing': {
    'qti-response-condition': no(),
    'qti-response-if': no(),
    'qti-response-else-if': no(),
    'qti-response-else': no(),
    'qti-response-processing-fragment': no(),
    'qti-exit-response': no(),
    'qti-set-outcome-value': no('`completionStatus` too'),
    'qti-lookup-outcome-value': no(),
    'qti-template-condition': no(),
    'qti-template-if': no(),
    'qti-template-else-if': no(),
    'qti-template-else': no(),
    'qti-exit-template': no(),
    'qti-set-template-value': no(),
    'qti-set-correct-response': no(),
    'qti-set-default-value': no(),
    'qti-template-constraint': no('a hundred tries, then the defaults'),
    'qti-outcome-condition': no(),
    'qti-outcome-if': no(),
    'qti-outcome-else-if': no(),
    'qti-outcome-else': no(),
    'qti-outcome-processing-fragment': no(),
    'qti-exit-test': no(),
    'qti-custom-operator': no('refused by name: only the operators of the standard are computed'),
  },
  Tests: {
    'qti-assessment-test': no(),
    'qti-test-part': no('`navigation-mode`, `submission-mode`'),
    'qti-assessment-section': no('also nested; `visible`, `keep-together`, `required`, `fixed`'),
    'qti-assessment-section-ref': no('a section in a file of its own'),
    'qti-assessment-item-ref': no('`category`, `required`, `fixed`'),
    'qti-selection': no('by a seed; with and without replacement'),
    'qti-ordering': no('by a seed'),
    'qti-item-session-control': no('what is not said is as the part or section around says'),
    'qti-time-limits': no('of the test, parts, sections and items'),
    'qti-pre-condition': no('in linear parts'),
    'qti-branch-rule': no('in linear parts, forwards'),
    'qti-weight': no(),
    'qti-variable-mapping': no(),
    'qti-template-default': no(),
    'qti-outcome-processing': no(),
    'qti-test-feedback': no(),
  },
};
