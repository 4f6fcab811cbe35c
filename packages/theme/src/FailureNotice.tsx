/** In the place of a screen that failed. */
import { Notice } from './Banner.tsx';
import { Button } from './Button.tsx';

export interface FailureNoticeProps {
  readonly text: string;
  readonly reload: string;
}

export function FailureNotice({ text, reload }: FailureNoticeProps) {
  return (
    <div className="page">
      <Notice tone="bad" announced>
        <p>{text}</p>
        <Button variant="primary" onPress={() => location.reload()}>
          {reload}
        </Button>
      </Notice>
    </div>
  );
}
