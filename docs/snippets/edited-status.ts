/** Whether an approval was edited, by whom, and what it was before. */
import { approvalStore } from './edits.ts';

export async function printEdit() {
  const status = await approvalStore.getApproval('budget');
  if (status.status === 'edited') {
    console.log('Original:', status.originalValue);
    console.log('Edited to:', status.editedValue);
    console.log('By:', status.editedBy);
  }
}
