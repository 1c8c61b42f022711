package fleet

// TurnedRound is turnedRound, for the tests outside.
var TurnedRound = turnedRound
