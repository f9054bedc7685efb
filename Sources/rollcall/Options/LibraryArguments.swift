public import ArgumentParser
public import ProfileCSV

// Values of the libraries that stand on the command line under their own names.
extension SpaceConfiguration.Preset: ExpressibleByArgument {}
extension SpaceConfiguration.CharacterScope: ExpressibleByArgument {}
extension Target: ExpressibleByArgument {}
