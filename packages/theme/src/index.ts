/** What the screens share: appearance, a few controls, icons, the three groups. Styles: `@cloison/theme/theme.css`. */
export { AppRoot } from './AppRoot.tsx';
export { type Appearance, applyAppearance, DEFAULT_APPEARANCE, keepStyleSheetsStrict } from './appearance.ts';
export { Banner, type BannerProps, Notice, type NoticeProps } from './Banner.tsx';
export { Button, type ButtonProps } from './Button.tsx';
export { CodeField, type CodeFieldProps } from './CodeField.tsx';
export { type CodeRules, type CodeVerdict, caretAfterGrouping, codeVerdict } from './code-verdict.ts';
export { Dialog, type DialogProps } from './Dialog.tsx';
export { FailureBoundary, type FailureBoundaryProps } from './FailureBoundary.tsx';
export { FailureNotice, type FailureNoticeProps } from './FailureNotice.tsx';
export { GROUPS, type GroupName, GroupPatterns, GroupSwatch, groupFill } from './groups.tsx';
export { IdentityLogo } from './IdentityLogo.tsx';
export { Icon, type IconName } from './icons.tsx';
export { LanguageSwitch, type LanguageSwitchProps } from './LanguageSwitch.tsx';
export { type DotState, ProgressDots, type ProgressDotsProps } from './ProgressDots.tsx';
export { SaveIndicator, type SaveIndicatorProps } from './SaveIndicator.tsx';
export { TableFrame } from './TableFrame.tsx';
export { useHash } from './use-hash.ts';
export { type StaffLanguage, useStaffLanguage } from './use-staff-language.ts';
