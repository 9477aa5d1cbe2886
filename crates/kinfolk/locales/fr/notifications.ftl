### Notifications. The sentences stand behind a name: "Ann follows you".

notifications-title = Notifications
notifications-empty-title = Rien de neuf
notifications-empty-text = Quand quelqu’un te suit, te mentionne ou aime ce que tu publies, tu le vois ici.
notifications-clear = Effacer
notifications-clear-text = Toutes les notifications seront effacées, lues ou non. Les messages et les demandes restent.
notifications-clear-submit = Tout effacer
notification-follow = te suit
notification-follow-request = demande à te suivre
notification-friend-request = t’envoie une demande d’ami
notification-friend-accepted = a accepté ta demande d’ami
notification-befriended = compte maintenant parmi tes amis
notification-mention = te mentionne
notification-favourite = a ajouté ton message à ses favoris
notification-reblog = a partagé ton message
notification-new = Nouveau
notification-dismiss = Effacer
notification-dismiss-of = Effacer la notification de { $name }
