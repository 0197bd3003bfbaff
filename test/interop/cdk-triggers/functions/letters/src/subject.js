export const subjectFor = (sender) => `${sender} welcomes you`;
