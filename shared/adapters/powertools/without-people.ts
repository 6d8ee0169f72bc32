/** Takes out of a text how a person is reached, and what somebody can decide by. */

/** Mail services name in their errors whom they were to reach, and workflows ask under keys that name somebody. */
export const withoutPeople = (text: string): string =>
  text
    .replaceAll(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu, '(address)')
    .replaceAll(/\+\d{7,15}\b/g, '(number)')
    .replaceAll(/\/decide\/[^\s"'<>]+/g, '/decide/(token)');
