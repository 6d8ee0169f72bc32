/** The condition that a record which is replaced as a whole is still the one that was seen. */

/** Holds while the attribute is what it was, or where nothing was seen and there is no record. */
export const asSeen = (attribute: string, before: string | undefined) =>
  before === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#seen = :before',
        ExpressionAttributeNames: { '#seen': attribute },
        ExpressionAttributeValues: { ':before': before },
      };
