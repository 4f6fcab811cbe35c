/**
 * A question that has to be answered, or a panel that can be left (`isDismissable`). Focus stays inside, then
 * returns.
 */
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons, the main one last. */
  readonly actions?: ReactNode;
  /** Escape and a press outside close it. */
  readonly isDismissable?: boolean;
  readonly onClose?: () => void;
  readonly role?: 'dialog' | 'alertdialog';
}

export function Dialog(props: DialogProps) {
  const { isOpen, title, children, actions, isDismissable = false, onClose, role = 'dialog' } = props;
  return (
    <ModalOverlay
      className="dialog-veil"
      isOpen={isOpen}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className="dialog-box">
        <AriaDialog className="dialog" role={role}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {actions !== undefined && <div className="dialog-actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
