### The server about itself, and errors.

landing-default-lead = Un lieu pour les gens qui se connaissent, et pour ceux qui vont se rencontrer.
landing-sign-up = Créer un compte
landing-sign-in = Se connecter
landing-closed = Les inscriptions sont fermées pour le moment.
landing-latest = Derniers messages publics
landing-more = Plus de messages publics
landing-no-posts = Personne n’a encore rien publié.
landing-feature-order = Les plus récents d’abord
landing-feature-order-text = L’accueil montre les personnes que tu suis, dans l’ordre où elles publient. Rien ne vient s’intercaler.
landing-feature-audience = Tu choisis qui te lit
landing-feature-audience-text = Chaque message est pour tout le monde, pour tes abonnés ou pour les personnes qu’il mentionne.
landing-feature-apps = L’application que tu préfères
landing-feature-apps-text = Toute application conçue pour Mastodon fonctionne ici, en plus de ces pages.
about-title = À propos
about-domain = Domaine
about-version = Version
about-contact = Contact
about-rules = Règles
about-apps-title = Applications
about-apps-text = Toute application pour Mastodon fonctionne ici. Quand elle demande un serveur, indique { $domain }.
about-privacy = Politique de confidentialité
about-terms = Conditions d’utilisation
about-no-description = L’équipe de ce serveur ne l’a pas encore décrit.
counts-people = { $count ->
    [one] personne
   *[other] personnes
}
counts-statuses = { $count ->
    [one] message
   *[other] messages
}

## Texts about the server

text-written = En vigueur depuis le { $date }.
privacy-title = Politique de confidentialité
privacy-kept = Ce serveur conserve ce que tu lui donnes : ton nom, ton adresse e-mail, une empreinte irréversible de ton mot de passe, tes messages et ton profil, les personnes que tu suis, bloques ou masques, ainsi que les applications et les navigateurs connectés à ton compte, avec l’adresse d’où venait chaque navigateur et la date de sa dernière utilisation.
privacy-seen = Un message est vu par les personnes à qui il s’adresse : tout le monde, tes abonnés ou les personnes qu’il mentionne. L’équipe du serveur pourrait lire ce que contient sa base de données ; même les messages privés n’y sont pas chiffrés.
privacy-others = Rien n’est transmis à des annonceurs, et aucune page d’ici ne charge quoi que ce soit d’ailleurs. Les applications reçoivent ce que tu leur autorises, jusqu’à ce que tu révoques cet accès.
privacy-leaving = Quand tu supprimes ton compte, il disparaît aussitôt, et ce que tu as écrit est supprimé dans les minutes qui suivent. Des sauvegardes peuvent en garder une copie aussi longtemps que l’équipe du serveur les conserve.
privacy-operator = Pour tout le reste, c’est à l’équipe de ce serveur de le préciser ; pose-lui la question à l’adresse indiquée sur la page « À propos ».
terms-title = Conditions d’utilisation
terms-yours = Ce que tu écris reste à toi. Tu permets à ce serveur de le montrer aux personnes à qui tu le destines.
terms-others = Ne t’en sers pas pour enfreindre la loi, harceler quelqu’un ou usurper une identité. L’équipe du serveur peut suspendre les comptes qui le font.
terms-operator = Le serveur est fourni tel quel, sans garantie. Pour tout le reste, c’est à l’équipe du serveur de le préciser.

## Errors

problem-home = Aller à la page d’accueil
problem-request = Requête { $id }
problem-request-hint = Si tu signales ce problème, indique le numéro de la requête.
## Sentences of the API that people may read without an app; the English ones are the API's own, letter for letter.

refusal-blocked-by = Ce compte te bloque, tu ne peux donc pas le suivre.
refusal-blocking = Tu bloques ce compte. Débloque-le avant de le suivre.
refusal-last-owner = Personne d’autre n’est propriétaire du serveur. Désigne d’abord quelqu’un d’autre.
refusal-not-for-everyone = Ce message n’est pas destiné à tout le monde et ne peut pas être partagé.
refusal-other-site = Ce formulaire a été envoyé depuis un autre site et n’a pas été accepté.

problem-400-title = Cette demande n’a pas été comprise
problem-400-text = Quelque chose dans l’adresse ou le formulaire n’était pas compréhensible.
problem-401-title = Connecte-toi
problem-401-text = Il faut se connecter pour voir cette page.
problem-403-title = Ce n’est pas permis
problem-403-text = Ton compte ne te permet pas de faire cela, ou le formulaire venait d’ailleurs.
problem-404-title = Il n’y a rien ici
problem-404-text = Cette page n’existe pas, a été supprimée ou ne t’est pas destinée.
problem-405-title = Cela ne marche pas ici
problem-405-text = Cette adresse n’accepte pas ce type de requête.
problem-410-title = Disparu
problem-410-text = C’était ici, mais cela a été supprimé.
problem-413-title = C’est trop volumineux
problem-413-text = Ce que tu as envoyé dépasse ce que ce serveur accepte. Reviens en arrière et envoie un fichier plus petit ou un texte plus court.
problem-422-title = Impossible d’enregistrer
problem-422-text = Quelque chose n’allait pas dans le formulaire. Reviens en arrière et vérifie-le.
problem-429-title = Un peu moins vite
problem-429-text = Tu as envoyé trop de requêtes en peu de temps. Patiente un instant et réessaie.
problem-500-title = Quelque chose a planté
problem-500-text = C’est notre faute, pas la tienne. L’erreur a été consignée dans le journal.
problem-503-title = De retour dans un instant
problem-503-text = Le serveur est surchargé ou en maintenance. Réessaie dans une minute.

## The reference of the API

docs-title = Référence de l’API
docs-lead = Ce serveur prend en charge l’API client de Mastodon : toute bibliothèque pour Mastodon fonctionne donc avec lui. Ce que Mastodon ne prévoit pas se trouve sous /api/kinfolk/v1.
docs-calls = Envoie les paramètres en JSON, en formulaire ou en multipart, et le jeton sous la forme « Authorization: Bearer … ». Les identifiants sont du texte. Les dates suivent la RFC 3339, en UTC.
docs-errors-all = Une erreur est un objet avec « error ». Toute opération peut répondre 429 s’il y a eu trop de requêtes et 503 tant que la base de données est injoignable ; celles qui prennent un jeton répondent 401 s’il manque ou n’est pas valide.
docs-download = La même chose en document OpenAPI 3.1
docs-back = Toutes les opérations
docs-deprecated = il existe une méthode plus récente
docs-parameters = Paramètres
docs-errors = Erreurs
docs-answer = Réponse
docs-example = Une vraie réponse
docs-in-path = dans le chemin
docs-in-query = dans la requête
docs-in-body = dans le corps
docs-access-open = Pour tout le monde.
docs-access-anyone = Pour tout le monde ; un jeton doit avoir l’une de ces permissions : { $scopes }.
docs-access-person = Pour les personnes dont le jeton a l’une de ces permissions : { $scopes }.
docs-access-any-person = Pour les personnes, avec n’importe quel jeton.
docs-access-token = Pour les personnes et les applications dont le jeton a l’une de ces permissions : { $scopes }.
docs-access-any-token = Pour les personnes et les applications, avec n’importe quel jeton.
docs-access-client = Pour les applications, avec leur identifiant et leur secret.

## The design page

design-title = Design
design-lead = Les couleurs, les tailles et les composants dont chaque page est faite, en clair et en sombre.
design-light = Clair
design-dark = Sombre
design-colours = Couleurs
design-type = Typographie
design-sample = Des gens qui se connaissent
design-measures = Distances, coins, mouvement
design-rest = Au repos
design-hover = Survolé
design-focus = Avec le focus
design-active = Enfoncé
design-off = Désactivé
design-on = Activé
design-busy = En attente
design-over = Trop long
design-refused = Refusé
design-warning-open = Avertissement, ouvert
design-composer = Rédaction
design-people = Personnes, selon leur lien avec qui lit
design-navigation = Navigation
design-buttons = Boutons, actions, étiquettes
design-fields = Champs
design-cards = Cartes, lignes, avatars
design-menus = Menus, onglets, dialogues, touches
design-notices = Avis et notifications éphémères
design-waiting = Chargement et pages vides
