package sandbox

// Scenes is every scene.
func Scenes() []Scene {
	all := make([]Scene, sceneCount)
	for i := range all {
		all[i] = Scene(i)
	}
	return all
}
